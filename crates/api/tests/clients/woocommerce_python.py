"""PyPI woocommerce against the API: prints as JSON what a script of its users would see."""

import json
import os

from woocommerce import API

api = API(
    os.environ["GROWFFINITY_URL"],
    os.environ["GROWFFINITY_LOGIN"],
    os.environ["GROWFFINITY_PASSWORD"],
    wp_api=True,
    version="growffinity/v1",
    timeout=20,
)
# Over http the client signs requests with OAuth 1.0a; for Basic its users behind a proxy set this.
api.is_ssl = "GROWFFINITY_SIGNS" not in os.environ

seen = {}
seen["namespace"] = api.get("").json()["namespace"]

first = api.get("customers", params={"per_page": 2, "page": 1, "orderby": "id", "order": "asc"})
seen["total"] = first.headers["X-WP-Total"]
seen["pages"] = first.headers["X-WP-TotalPages"]
seen["emails"] = []
page = 1
while True:
    # The loop that WooCommerce scripts have: until a page is empty.
    items = api.get("customers", params={"per_page": 2, "page": page, "orderby": "id", "order": "asc"}).json()
    if not items:
        break
    seen["emails"] += [item["email"] for item in items]
    page += 1

made = api.post("customers", {"email": "new@example.com", "first_name": "Zoë"})
seen["created"] = [made.status_code, made.json()["first_name"]]
customer = made.json()["id"]
changed = api.put(f"customers/{customer}", {**made.json(), "last_name": "Ång"})
seen["updated"] = [changed.status_code, changed.json()["last_name"]]
picked = api.get("customers", params={"include": f"{customer},1", "_fields": "id,email"})
seen["picked"] = picked.json()

segment = api.post("segments", {"name": "Hand-picked", "type": "static"}).json()["id"]
gone = api.delete(f"segments/{segment}", params={"force": True})
seen["deleted"] = [gone.status_code, gone.json()["deleted"], gone.json()["previous"]["name"]]

batch = api.post(
    "orders/batch",
    {"create": [{"external_id": "w-1", "total": "12.50", "currency": "USD", "status": "completed",
                 "billing": {"email": "new@example.com"}}, {"total": "x"}]},
)
seen["batch"] = [batch.status_code] + ["error" in one for one in batch.json()["create"]]

seen["missing"] = api.get("customers/999999").json()
bad = api.get("customers", params={"per_page": 101, "page": 0})
seen["bad"] = [bad.status_code, bad.json()["code"], sorted(bad.json()["data"]["params"])]
seen["options"] = api.options("customers").json()["methods"]
print(json.dumps(seen))
