-- All that the shop's owner writes to connect it: one view a kind, in a schema of its own.
CREATE SCHEMA caravan;
CREATE VIEW caravan.rates AS
    SELECT c.iso_code AS currency, round(c.conversion_rate / usd.conversion_rate, 4) AS per_usd
    FROM ps_currency c, ps_currency usd WHERE usd.iso_code = 'USD' AND c.iso_code <> 'USD';
CREATE VIEW caravan.suppliers AS
    SELECT s.id_supplier AS supplier_id, s.name AS name_en, a.city, true AS verified, s.date_upd AS updated_at
    FROM ps_supplier s JOIN ps_address a USING (id_supplier) WHERE a.deleted = 0;
CREATE VIEW caravan.products AS
    SELECT p.id_product AS product_id, p.id_supplier AS supplier_id, l.name AS name_en, c.name AS category,
           p.unity AS unit, p.minimal_quantity AS moq,
           coalesce(substring(l.delivery_out_stock FROM '\d+')::int, 30) AS lead_time_days,
           'BRL' AS currency, p.price,
           (SELECT json_agg(json_build_object('minimum', s.from_quantity, 'unit_price', s.price) ORDER BY s.from_quantity)
            FROM ps_specific_price s WHERE s.id_product = p.id_product) AS prices,
           nullif(q.quantity, 0) AS stock, p.active = 0 AS paused, p.date_upd AS updated_at
    FROM ps_product p JOIN ps_product_lang l ON l.id_product = p.id_product AND l.id_lang = 1
    LEFT JOIN ps_category_lang c ON c.id_category = p.id_category_default AND c.id_lang = 1
    LEFT JOIN ps_stock_available q ON q.id_product = p.id_product;
CREATE VIEW caravan.accounts AS
    SELECT c.email AS account_id, 'buyer' AS role, c.id_customer AS company_id, 'en' AS language, c.company AS name_en,
           k.iso_code AS country, a.city AS city_en, c.date_upd AS updated_at
    FROM ps_customer c JOIN ps_address a USING (id_customer) JOIN ps_country k USING (id_country)
    WHERE c.active = 1 AND c.deleted = 0
    UNION ALL
    SELECT 'supplier-' || id_supplier, 'supplier', id_supplier, 'zh', NULL, NULL, NULL, date_upd FROM ps_supplier;
CREATE VIEW caravan.orders AS
    SELECT o.id_order AS order_id, o.id_customer AS buyer_id, p.id_supplier AS supplier_id,
           CASE o.current_state WHEN 1 THEN 'awaiting_confirmation' WHEN 2 THEN 'accepted' WHEN 3 THEN 'in_production'
                                WHEN 4 THEN 'shipped' WHEN 5 THEN 'delivered' ELSE 'cancelled' END AS state,
           o.date_add AS placed_at, c.iso_code AS currency, 'FOB' AS incoterm,
           CASE WHEN o.current_state >= 4 THEN o.date_upd END AS shipped_at, o.delivery_date::date AS expected_on,
           d.product_id, d.product_quantity AS quantity, d.unit_price_tax_excl AS unit_price, o.date_upd AS updated_at
    FROM ps_orders o JOIN ps_order_detail d USING (id_order) JOIN ps_product p ON p.id_product = d.product_id
    JOIN ps_currency c USING (id_currency);
CREATE VIEW caravan.payments AS
    SELECT 'PAID-' || id_order AS payment_id, id_order AS order_id,
           CASE WHEN total_paid_real < total_paid THEN 'deposit' ELSE 'full' END AS kind, 'paid' AS state,
           total_paid_real AS amount, date_add AS paid_at, date_upd AS updated_at
    FROM ps_orders WHERE total_paid_real > 0;
CREATE VIEW caravan.shipments AS
    SELECT s.id_order_carrier AS shipment_id, s.id_order AS order_id, c.name AS carrier, s.tracking_number,
           s.date_add AS shipped_at, s.date_add AS updated_at
    FROM ps_order_carrier s JOIN ps_carrier c USING (id_carrier);
