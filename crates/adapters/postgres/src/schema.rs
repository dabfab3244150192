//! The tables, as diesel sees them. Made by `cargo xtask codegen`; do not edit.

diesel::table! {
    api_keys (id) {
        id -> Int8,
        name -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        permissions -> Text,
        scopes -> Array<Text>,
        plan -> Text,
        user_id -> Int8,
        lookup -> Text,
        sealed_secret -> Nullable<Bytea>,
        truncated_key -> Text,
        previous_lookup -> Nullable<Text>,
        previous_sealed_secret -> Nullable<Bytea>,
        previous_until -> Nullable<Timestamptz>,
        last_access_at -> Nullable<Timestamptz>,
        expires_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
    }
}

diesel::table! {
    application_passwords (uuid) {
        uuid -> Uuid,
        user_id -> Int8,
        app_id -> Text,
        name -> Text,
        hash -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        last_ip -> Nullable<Text>,
    }
}

diesel::table! {
    campaign_messages (campaign_id, id) {
        id -> Int8,
        campaign_id -> Int8,
        customer_id -> Int8,
        email -> Text,
        status -> Text,
        reason -> Nullable<Text>,
        due_at -> Timestamptz,
        lease_until -> Nullable<Timestamptz>,
        lease_token -> Nullable<Uuid>,
        attempt -> Int4,
        last_error -> Nullable<Text>,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    campaigns (id) {
        id -> Int8,
        name -> Text,
        subject -> Text,
        preheader -> Text,
        from_name -> Text,
        from_email -> Nullable<Text>,
        reply_to -> Nullable<Text>,
        content -> Jsonb,
        include -> Array<Int8>,
        exclude -> Array<Int8>,
        status -> Text,
        status_reason -> Nullable<Text>,
        scheduled_at -> Nullable<Timestamptz>,
        timezone -> Text,
        on_uncertain -> Text,
        frozen_at -> Nullable<Timestamptz>,
        started_at -> Nullable<Timestamptz>,
        finished_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
        due_at -> Nullable<Timestamptz>,
        lease_until -> Nullable<Timestamptz>,
        lease_token -> Nullable<Uuid>,
        attempt -> Int4,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    customer_external_ids (store_id, external_id) {
        store_id -> Int8,
        external_id -> Text,
        customer_id -> Int8,
    }
}

diesel::table! {
    customers (id) {
        id -> Int8,
        email -> Text,
        first_name -> Text,
        last_name -> Text,
        phone -> Text,
        status -> Text,
        birthday -> Nullable<Date>,
        locale -> Text,
        timezone -> Text,
        billing -> Jsonb,
        shipping -> Jsonb,
        attributes -> Jsonb,
        store_id -> Nullable<Int8>,
        consent_status -> Text,
        consent_source -> Text,
        consent_at -> Nullable<Timestamptz>,
        consent_proof -> Jsonb,
        orders_count -> Int8,
        total_spent -> Numeric,
        refunded_total -> Numeric,
        first_order_at -> Nullable<Timestamptz>,
        last_order_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
        consent_by -> Text,
    }
}

diesel::table! {
    events (id) {
        id -> Int8,
        #[sql_name = "type"]
        type_ -> Text,
        object_type -> Text,
        object_id -> Int8,
        customer_id -> Nullable<Int8>,
        origin -> Text,
        data -> Jsonb,
        occurred_at -> Timestamptz,
        dispatched_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    idempotency_keys (scope) {
        scope -> Bytea,
        fingerprint -> Bytea,
        token -> Uuid,
        lease_until -> Timestamptz,
        expires_at -> Timestamptz,
        changed -> Bool,
        status -> Nullable<Int2>,
        headers -> Jsonb,
        body -> Bytea,
    }
}

diesel::table! {
    oauth_nonces (key_id, digest) {
        key_id -> Int8,
        digest -> Text,
        used_at -> Timestamptz,
    }
}

diesel::table! {
    orders (id) {
        id -> Int8,
        store_id -> Int8,
        external_id -> Nullable<Text>,
        number -> Text,
        customer_id -> Nullable<Int8>,
        status -> Text,
        currency -> Text,
        exchange_rate -> Nullable<Numeric>,
        total -> Numeric,
        discount_total -> Numeric,
        shipping_total -> Numeric,
        total_tax -> Numeric,
        refunded_total -> Numeric,
        base_rate -> Nullable<Numeric>,
        billing -> Jsonb,
        shipping -> Jsonb,
        coupon_codes -> Jsonb,
        payment_method -> Text,
        line_items -> Jsonb,
        source -> Jsonb,
        paid_at -> Nullable<Timestamptz>,
        completed_at -> Nullable<Timestamptz>,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
    }
}

diesel::table! {
    partition_ranges (parent) {
        parent -> Text,
        key_sequence -> Text,
        step -> Int8,
        ahead -> Int4,
    }
}

diesel::table! {
    segment_history (id) {
        id -> Int8,
        segment_id -> Int8,
        refreshed_at -> Timestamptz,
        members_count -> Int8,
        joined -> Int8,
        left -> Int8,
        cause -> Text,
        milliseconds -> Int8,
    }
}

diesel::table! {
    segment_members (segment_id, customer_id) {
        segment_id -> Int8,
        customer_id -> Int8,
        joined_at -> Timestamptz,
    }
}

diesel::table! {
    segments (id) {
        id -> Int8,
        name -> Text,
        slug -> Text,
        description -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        #[sql_name = "match"]
        match_ -> Text,
        conditions -> Jsonb,
        refresh -> Text,
        members_count -> Int8,
        refreshed_at -> Nullable<Timestamptz>,
        status -> Text,
        error -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
        due_at -> Nullable<Timestamptz>,
        lease_until -> Nullable<Timestamptz>,
        lease_token -> Nullable<Uuid>,
        attempt -> Int4,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    stores (id) {
        id -> Int8,
        name -> Text,
        url -> Text,
        platform -> Text,
        currency -> Text,
        status -> Text,
        is_default -> Bool,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
    }
}

diesel::table! {
    users (id) {
        id -> Int8,
        login -> Text,
        email -> Text,
        name -> Text,
        role -> Text,
        plan -> Text,
        status -> Text,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
    }
}
