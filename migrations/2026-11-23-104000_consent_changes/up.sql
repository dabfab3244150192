-- Consent over time: every change, whoever makes it.

ALTER TABLE customers ADD COLUMN consent_by text NOT NULL DEFAULT '';
COMMENT ON COLUMN customers.consent_by IS 'Who wrote the consent down: user:3, key:4, campaign:12; empty when unknown.';

CREATE TABLE consent_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    from_status text,
    to_status text NOT NULL,
    source text NOT NULL,
    proof jsonb NOT NULL,
    written_by text NOT NULL,
    said_at timestamptz,
    noted_at timestamptz NOT NULL
);
COMMENT ON TABLE consent_changes IS 'Each change of a customer''s consent to e-mail, written by triggers on customers so that no way of writing one is without it. Distribution column when the database is spread: customer_id.';
COMMENT ON COLUMN consent_changes.from_status IS 'Null for the consent a customer came with.';
COMMENT ON COLUMN consent_changes.said_at IS 'Since when it holds, as the change tells; noted_at is when we were told.';
CREATE INDEX consent_changes_customer ON consent_changes (customer_id, id);

CREATE FUNCTION note_first_consents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consent_changes (customer_id, to_status, source, proof, written_by, said_at, noted_at)
    SELECT id, consent_status, consent_source, consent_proof, consent_by, consent_at, modified_at FROM changed
    WHERE consent_status <> 'pending' OR consent_source <> '' OR consent_proof <> '{}';
    RETURN NULL;
END $$;
COMMENT ON FUNCTION note_first_consents IS 'Writes down what customers come with, unless nobody has said anything.';
CREATE TRIGGER customers_first_consent AFTER INSERT ON customers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_first_consents();

CREATE FUNCTION note_consent_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consent_changes (customer_id, from_status, to_status, source, proof, written_by, said_at, noted_at)
    VALUES (NEW.id, OLD.consent_status, NEW.consent_status, NEW.consent_source, NEW.consent_proof, NEW.consent_by,
            NEW.consent_at, NEW.modified_at);
    RETURN NULL;
END $$;
CREATE TRIGGER customers_consent_change
    AFTER UPDATE OF consent_status, consent_source, consent_at, consent_proof ON customers FOR EACH ROW
    WHEN (OLD.consent_status <> NEW.consent_status OR OLD.consent_source <> NEW.consent_source
        OR OLD.consent_at IS DISTINCT FROM NEW.consent_at OR OLD.consent_proof <> NEW.consent_proof)
    EXECUTE FUNCTION note_consent_change();
