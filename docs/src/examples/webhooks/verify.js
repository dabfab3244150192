const fs = require("node:fs");
const { Webhook } = require("standardwebhooks"); // npm install standardwebhooks

const secret = process.env.WEBHOOK_SECRET; // whsec_…, as it was shown once
const headers = {
  "webhook-id": process.env.WEBHOOK_ID,
  "webhook-timestamp": process.env.WEBHOOK_TIMESTAMP,
  "webhook-signature": process.env.WEBHOOK_SIGNATURE,
};
const body = fs.readFileSync(process.argv[2], "utf8"); // the very bytes that came

const event = new Webhook(secret).verify(body, headers); // throws unless it is ours and of the last five minutes
console.log(event.type);
