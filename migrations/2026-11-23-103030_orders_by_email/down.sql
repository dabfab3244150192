DROP INDEX orders_email;
CREATE INDEX orders_email ON orders (lower(billing ->> 'email')) WHERE billing ? 'email';
