-- The tables of a shop: numbers for ids and states, names in one language, prices in reais, nothing of Caravan's.
CREATE TABLE ps_lang (id_lang int PRIMARY KEY, iso_code varchar(2), active smallint);
CREATE TABLE ps_currency (id_currency int PRIMARY KEY, iso_code varchar(3), conversion_rate numeric(13,6), active smallint);
CREATE TABLE ps_country (id_country int PRIMARY KEY, iso_code varchar(3));
CREATE TABLE ps_supplier (id_supplier int PRIMARY KEY, name varchar(64), active smallint, date_upd timestamp);
CREATE TABLE ps_address (
    id_address int PRIMARY KEY, id_country int, id_supplier int DEFAULT 0, id_customer int DEFAULT 0,
    company varchar(255), city varchar(64), deleted smallint DEFAULT 0
);
CREATE TABLE ps_category_lang (id_category int, id_lang int, name varchar(128));
CREATE TABLE ps_product (
    id_product int PRIMARY KEY, id_supplier int, id_category_default int, reference varchar(64), unity varchar(255),
    minimal_quantity int, price numeric(20,6), active smallint, date_upd timestamp
);
CREATE TABLE ps_product_lang (id_product int, id_lang int, name varchar(128), delivery_out_stock varchar(255));
CREATE TABLE ps_specific_price (id_specific_price int PRIMARY KEY, id_product int, from_quantity int, price numeric(20,6));
CREATE TABLE ps_stock_available (id_product int, quantity int);
CREATE TABLE ps_customer (
    id_customer int PRIMARY KEY, id_lang int, company varchar(255), email varchar(255), active smallint, deleted smallint, date_upd timestamp
);
CREATE TABLE ps_order_state_lang (id_order_state int, id_lang int, name varchar(64));
CREATE TABLE ps_orders (
    id_order int PRIMARY KEY, reference varchar(9), id_customer int, id_currency int, id_address_delivery int,
    current_state int, total_paid_real numeric(20,6), total_paid numeric(20,6), date_add timestamp, date_upd timestamp, delivery_date timestamp
);
CREATE TABLE ps_order_detail (
    id_order_detail int PRIMARY KEY, id_order int, product_id int, product_name varchar(255), product_quantity int, unit_price_tax_excl numeric(20,6)
);
CREATE TABLE ps_carrier (id_carrier int PRIMARY KEY, name varchar(64));
CREATE TABLE ps_order_carrier (
    id_order_carrier int PRIMARY KEY, id_order int, id_carrier int, tracking_number varchar(64), date_add timestamp
);

INSERT INTO ps_lang VALUES (1, 'en', 1);
INSERT INTO ps_currency VALUES (1, 'BRL', 1.000000, 1), (2, 'USD', 0.185000, 1);
INSERT INTO ps_country VALUES (58, 'BR'), (5, 'CN');
INSERT INTO ps_supplier VALUES (1, 'Longquan Celadon Works', 1, '2026-10-01 08:00'), (2, 'Yiwu Kitchen Tools', 1, '2026-10-01 08:00');
INSERT INTO ps_address VALUES
    (11, 5, 1, 0, 'Longquan Celadon Works', 'Jingdezhen', 0), (12, 5, 2, 0, 'Yiwu Kitchen Tools', 'Yiwu', 0),
    (21, 58, 0, 7, 'Casa Ipanema Ltda', 'Santos', 0);
INSERT INTO ps_category_lang VALUES (3, 1, 'Tea time'), (4, 1, 'Kitchen helpers');
INSERT INTO ps_product VALUES
    (101, 1, 3, 'CEL-TP-08', 'pcs', 60, 48.500000, 1, '2026-11-01 10:00'),
    (102, 1, 3, 'CEL-CUP-1', 'pcs', 200, 9.900000, 1, '2026-11-01 10:00'),
    (103, 2, 4, 'WHISK-30', 'pcs', 500, 7.250000, 1, '2026-10-01 10:00'),
    (104, 2, 4, 'OLD-1', 'pcs', 500, 3.000000, 0, '2026-10-01 10:00');
INSERT INTO ps_product_lang VALUES
    (101, 1, 'Celadon teapot 800 ml', '25 days'), (102, 1, 'Celadon tea cup', '15 days'),
    (103, 1, 'Balloon whisk, stainless steel', ''), (104, 1, 'Garlic press', '');
INSERT INTO ps_specific_price VALUES (1, 101, 300, 44.000000), (2, 101, 1000, 41.900000);
INSERT INTO ps_stock_available VALUES (101, 640), (102, 0), (103, 5000), (104, 0);
INSERT INTO ps_customer VALUES (7, 1, 'Casa Ipanema Ltda', 'compras@casaipanema.example', 1, 0, '2026-09-01 12:00');
INSERT INTO ps_order_state_lang VALUES
    (1, 1, 'Awaiting check payment'), (2, 1, 'Payment accepted'), (3, 1, 'Processing in progress'), (4, 1, 'Shipped'), (5, 1, 'Delivered'), (6, 1, 'Canceled');
INSERT INTO ps_orders VALUES
    (9001, 'XKBKNABJK', 7, 1, 21, 3, 4400.000000, 13200.000000, '2026-11-02 09:30', '2026-11-10 10:00', NULL),
    (9002, 'OHSATSERP', 7, 1, 21, 4, 1980.000000, 1980.000000, '2026-10-05 09:30', '2026-11-05 10:00', NULL);
INSERT INTO ps_order_detail VALUES
    (1, 9001, 101, 'Celadon teapot 800 ml', 300, 44.000000), (2, 9002, 102, 'Celadon tea cup', 200, 9.900000);
INSERT INTO ps_carrier VALUES (3, 'COSCO');
INSERT INTO ps_order_carrier VALUES (1, 9002, 3, 'COSU6341180190', '2026-11-05 10:00');
