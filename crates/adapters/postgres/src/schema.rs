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
    audit_log (id) {
        id -> Int8,
        occurred_at -> Timestamptz,
        actor_type -> Text,
        actor_id -> Nullable<Int8>,
        user_id -> Nullable<Int8>,
        part -> Nullable<Text>,
        action -> Text,
        object_type -> Text,
        object_id -> Nullable<Int8>,
        changed -> Array<Text>,
        outcome -> Text,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        request_id -> Text,
    }
}

diesel::table! {
    campaign_engagements (id) {
        id -> Int8,
        campaign_id -> Int8,
        customer_id -> Int8,
        action -> Text,
        link -> Nullable<Text>,
        occurred_at -> Timestamptz,
    }
}

diesel::table! {
    campaign_links (id) {
        id -> Int8,
        campaign_id -> Int8,
        url -> Text,
        key -> Text,
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
    companies (id) {
        id -> Int8,
        name -> Text,
        folded -> Text,
        email -> Text,
        phone -> Text,
        website -> Text,
        address -> Jsonb,
        social -> Jsonb,
        notes -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
    }
}

diesel::table! {
    consent_changes (id) {
        id -> Int8,
        customer_id -> Int8,
        from_status -> Nullable<Text>,
        to_status -> Text,
        source -> Text,
        proof -> Jsonb,
        written_by -> Text,
        said_at -> Nullable<Timestamptz>,
        noted_at -> Timestamptz,
    }
}

diesel::table! {
    custom_event_keys (customer_id, unique_id) {
        customer_id -> Int8,
        unique_id -> Text,
        event_id -> Int8,
    }
}

diesel::table! {
    custom_events (id) {
        id -> Int8,
        customer_id -> Int8,
        name -> Text,
        properties -> Jsonb,
        unique_id -> Nullable<Text>,
        occurred_at -> Timestamptz,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    customer_external_ids (store_id, external_id) {
        store_id -> Int8,
        external_id -> Text,
        customer_id -> Int8,
        modified_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    customer_groups (customer_id, group_id) {
        customer_id -> Int8,
        group_id -> Int8,
        added_at -> Timestamptz,
    }
}

diesel::table! {
    customer_merges (from_id) {
        from_id -> Int8,
        into_id -> Int8,
        key_id -> Int4,
        hash -> Bytea,
        merged_at -> Timestamptz,
        email -> Nullable<Text>,
    }
}

diesel::table! {
    customer_search (customer_id) {
        customer_id -> Int8,
        words -> Text,
    }
}

diesel::table! {
    customer_tags (customer_id, tag_id) {
        customer_id -> Int8,
        tag_id -> Int8,
        added_at -> Timestamptz,
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
        company_id -> Nullable<Int8>,
        company_by_hand -> Bool,
        label -> Text,
        label_due_at -> Nullable<Timestamptz>,
        consent_by -> Text,
        rfm_recency -> Nullable<Int2>,
        rfm_frequency -> Nullable<Int2>,
        // 5 more, for SQL text.
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
    groups (id) {
        id -> Int8,
        name -> Text,
        folded -> Text,
        slug -> Text,
        description -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
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
        customers -> Array<Int8>,
    }
}

diesel::table! {
    import_refusals (import_id, line, number) {
        import_id -> Int8,
        line -> Int8,
        number -> Int4,
        column_name -> Text,
        value -> Nullable<Text>,
        code -> Text,
        message -> Text,
        email -> Nullable<Text>,
    }
}

diesel::table! {
    import_seen (email, import_id) {
        email -> Text,
        import_id -> Int8,
        line -> Int8,
    }
}

diesel::table! {
    imports (id) {
        id -> Int8,
        kind -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        format -> Nullable<Text>,
        status -> Text,
        options -> Jsonb,
        file -> Nullable<Text>,
        file_name -> Text,
        bytes -> Int8,
        bytes_total -> Int8,
        lines -> Int8,
        created -> Int8,
        updated -> Int8,
        unchanged -> Int8,
        refused -> Int8,
        error -> Nullable<Text>,
        position -> Int8,
        line -> Int8,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        completed_at -> Nullable<Timestamptz>,
        due_at -> Nullable<Timestamptz>,
        lease_until -> Nullable<Timestamptz>,
        lease_token -> Nullable<Uuid>,
        attempt -> Int4,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    label_rules (only_one) {
        only_one -> Bool,
        vip_spent -> Numeric,
        at_risk_after -> Interval,
        new_for -> Interval,
        timezone -> Text,
        judged_up_to -> Nullable<Int8>,
    }
}

diesel::table! {
    line_categories (name) {
        name -> Text,
    }
}

diesel::table! {
    notes (id) {
        id -> Int8,
        customer_id -> Int8,
        category -> Text,
        note -> Text,
        author_id -> Nullable<Int8>,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
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
    order_facets (kind, value, ordered_at, order_id) {
        kind -> Text,
        value -> Text,
        ordered_at -> Timestamptz,
        order_id -> Int8,
    }
}

diesel::table! {
    order_items (order_id, line) {
        order_id -> Int8,
        line -> Int4,
        customer_id -> Nullable<Int8>,
        ordered_at -> Timestamptz,
        counts -> Bool,
        product_id -> Nullable<Int8>,
        sku -> Text,
        name -> Text,
        categories -> Array<Text>,
        quantity -> Int8,
        total -> Numeric,
        base_total -> Nullable<Numeric>,
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
    products (id) {
        id -> Int8,
        store_id -> Int8,
        external_id -> Text,
        sku -> Text,
        name -> Text,
        categories -> Array<Text>,
        price -> Nullable<Numeric>,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
    }
}

diesel::table! {
    refunds (id) {
        id -> Int8,
        order_id -> Int8,
        external_id -> Nullable<Text>,
        amount -> Numeric,
        reason -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    rfm_bounds (only_one) {
        only_one -> Bool,
        recency -> Array<Timestamptz>,
        frequency -> Array<Int8>,
        monetary -> Array<Numeric>,
        parted -> Int8,
        parted_at -> Nullable<Timestamptz>,
        due_at -> Nullable<Timestamptz>,
        scored_up_to -> Nullable<Int8>,
        changed -> Int8,
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
        hourly -> Bool,
    }
}

diesel::table! {
    segment_marks (id) {
        id -> Int8,
        customer_id -> Int8,
        segment_id -> Nullable<Int8>,
        node -> Nullable<Text>,
        lease_until -> Nullable<Timestamptz>,
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
    segment_references (segment_id, uses_id) {
        segment_id -> Int8,
        uses_id -> Int8,
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
        due_cause -> Nullable<Text>,
        looked_at -> Nullable<Timestamptz>,
        look_due_at -> Nullable<Timestamptz>,
        told_at -> Nullable<Timestamptz>,
        untold_joined -> Int8,
        untold_left -> Int8,
        untold_milliseconds -> Int8,
    }
}

diesel::table! {
    shop_deleted_orders (store_id, external_id) {
        store_id -> Int8,
        external_id -> Text,
        deleted_at -> Timestamptz,
    }
}

diesel::table! {
    shop_syncs (store_id) {
        store_id -> Int8,
        status -> Text,
        stage -> Text,
        page -> Int4,
        total -> Nullable<Int8>,
        since -> Nullable<Timestamptz>,
        created -> Int8,
        updated -> Int8,
        unchanged -> Int8,
        refused -> Int8,
        refusals -> Jsonb,
        error -> Nullable<Text>,
        requested_at -> Timestamptz,
        completed_at -> Nullable<Timestamptz>,
        due_at -> Nullable<Timestamptz>,
        lease_until -> Nullable<Timestamptz>,
        lease_token -> Nullable<Uuid>,
        attempt -> Int4,
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
        consumer_key -> Nullable<Bytea>,
        consumer_secret -> Nullable<Bytea>,
        webhook_secret -> Nullable<Bytea>,
        synced_at -> Nullable<Timestamptz>,
        version -> Int4,
    }
}

diesel::table! {
    suppressions (id) {
        id -> Int8,
        key_id -> Int4,
        hash -> Bytea,
        reason -> Text,
        source -> Text,
        customer_id -> Nullable<Int8>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    tags (id) {
        id -> Int8,
        name -> Text,
        folded -> Text,
        slug -> Text,
        description -> Text,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
    }
}

diesel::table! {
    tracking_hits (id) {
        id -> Int8,
        campaign_id -> Int8,
        message_id -> Int8,
        customer_id -> Int8,
        kind -> Text,
        link -> Nullable<Text>,
        links -> Int4,
        link_id -> Nullable<Int8>,
        is_head -> Bool,
        address -> Nullable<Text>,
        agent -> Text,
        hit_at -> Timestamptz,
        class -> Nullable<Text>,
        sign -> Nullable<Text>,
    }
}

diesel::table! {
    user_invitations (user_id) {
        user_id -> Int8,
        digest -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
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

diesel::table! {
    webhook_attempts (delivery_id, number) {
        delivery_id -> Int8,
        number -> Int4,
        started_at -> Timestamptz,
        milliseconds -> Int8,
        status_code -> Nullable<Int4>,
        error -> Nullable<Text>,
        response_body -> Nullable<Text>,
    }
}

diesel::table! {
    webhook_bodies (delivery_id) {
        delivery_id -> Int8,
        customer_id -> Nullable<Int8>,
        body -> Text,
    }
}

diesel::table! {
    webhook_deliveries (id) {
        id -> Int8,
        webhook_id -> Int8,
        kind -> Text,
        event_id -> Int8,
        #[sql_name = "type"]
        type_ -> Text,
        object_type -> Text,
        object_id -> Int8,
        order_key -> Int8,
        customer_id -> Nullable<Int8>,
        copy_of -> Nullable<Int8>,
        reference -> Uuid,
        status -> Text,
        attempt -> Int4,
        due_at -> Timestamptz,
        created_at -> Timestamptz,
        completed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    webhook_lanes (webhook_id, lane) {
        webhook_id -> Int8,
        lane -> Text,
        due_at -> Nullable<Timestamptz>,
        lease_until -> Nullable<Timestamptz>,
        lease_token -> Nullable<Uuid>,
    }
}

diesel::table! {
    webhooks (id) {
        id -> Int8,
        name -> Text,
        status -> Text,
        topics -> Array<Text>,
        payload -> Text,
        delivery_url -> Text,
        owner_id -> Nullable<Int8>,
        secret -> Bytea,
        previous_secret -> Nullable<Bytea>,
        previous_secret_until -> Nullable<Timestamptz>,
        failure_count -> Int8,
        failing_since -> Nullable<Timestamptz>,
        disabled_reason -> Nullable<Text>,
        version -> Int4,
        created_at -> Timestamptz,
        modified_at -> Timestamptz,
    }
}
