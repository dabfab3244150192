#!/bin/sh
# $1: a file with the very bytes that came. WC_SIGNATURE: the header X-WC-Webhook-Signature.
mine=$(openssl dgst -sha256 -hmac "$WEBHOOK_SECRET" -binary "$1" | base64)
if [ "$mine" = "$WC_SIGNATURE" ]; then echo good; else echo "not ours" >&2; exit 1; fi
