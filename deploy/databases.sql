-- Creates two databases, and two roles for each; the database's image runs it once, with psql. The
-- owner migrates the tables and restores backups. The role that Caravan runs with reads and writes
-- rows. It can neither change a table, nor remove the audit log's protection, nor open the other
-- database. Passwords are read from files in FOLDER, which is /run/secrets/database unless
-- -v FOLDER=… says otherwise.
\if :{?FOLDER}
\else
  \set FOLDER /run/secrets/database
\endif
\setenv FOLDER :FOLDER
\set gateway_owner_password `cat "$FOLDER/GATEWAY_OWNER_PASSWORD"`
\set gateway_password `cat "$FOLDER/GATEWAY_PASSWORD"`
\set marketplace_owner_password `cat "$FOLDER/MARKETPLACE_OWNER_PASSWORD"`
\set marketplace_password `cat "$FOLDER/MARKETPLACE_PASSWORD"`

CREATE ROLE caravan_gateway_owner LOGIN PASSWORD :'gateway_owner_password';
CREATE ROLE caravan_gateway LOGIN PASSWORD :'gateway_password';
CREATE ROLE caravan_marketplace_owner LOGIN PASSWORD :'marketplace_owner_password';
CREATE ROLE caravan_marketplace LOGIN PASSWORD :'marketplace_password';
CREATE DATABASE gateway OWNER caravan_gateway_owner;
CREATE DATABASE marketplace OWNER caravan_marketplace_owner;
REVOKE ALL ON DATABASE gateway, marketplace, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE gateway TO caravan_gateway;
GRANT CONNECT ON DATABASE marketplace TO caravan_marketplace;

\connect gateway
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO caravan_gateway_owner;
GRANT USAGE ON SCHEMA public TO caravan_gateway;
ALTER DEFAULT PRIVILEGES FOR ROLE caravan_gateway_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO caravan_gateway;
ALTER DEFAULT PRIVILEGES FOR ROLE caravan_gateway_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO caravan_gateway;

\connect marketplace
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO caravan_marketplace_owner;
GRANT USAGE ON SCHEMA public TO caravan_marketplace;
ALTER DEFAULT PRIVILEGES FOR ROLE caravan_marketplace_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO caravan_marketplace;
ALTER DEFAULT PRIVILEGES FOR ROLE caravan_marketplace_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO caravan_marketplace;
