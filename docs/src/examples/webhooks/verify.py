import os
import sys

from standardwebhooks import Webhook  # pip install standardwebhooks

secret = os.environ["WEBHOOK_SECRET"]  # whsec_…, as it was shown once
headers = {
    "webhook-id": os.environ["WEBHOOK_ID"],
    "webhook-timestamp": os.environ["WEBHOOK_TIMESTAMP"],
    "webhook-signature": os.environ["WEBHOOK_SIGNATURE"],
}
body = open(sys.argv[1], "rb").read()  # the very bytes that came

event = Webhook(secret).verify(body, headers)  # raises unless it is ours and of the last five minutes
print(event["type"])
