// npm @woocommerce/woocommerce-rest-api against the API: prints as JSON what a script of its users would see.

const WooCommerceRestApi = require('@woocommerce/woocommerce-rest-api').default;

const api = new WooCommerceRestApi({
  url: process.env.GROWFFINITY_URL,
  consumerKey: process.env.GROWFFINITY_LOGIN,
  consumerSecret: process.env.GROWFFINITY_PASSWORD,
  version: 'growffinity/v1',
});
// Over http the client signs requests with OAuth 1.0a; for Basic its users behind a proxy set this.
api.isHttps = !process.env.GROWFFINITY_SIGNS;

async function main() {
  const seen = {};
  const list = await api.get('customers', { per_page: 2, page: 2, orderby: 'id', order: 'asc' });
  seen.total = list.headers['x-wp-total'];
  seen.pages = list.headers['x-wp-totalpages'];
  seen.link = list.headers.link;
  seen.emails = list.data.map((customer) => customer.email);

  const made = await api.post('customers', { email: 'new@example.com', billing: { country: 'FR' } });
  seen.created = [made.status, made.data.billing.country];
  const changed = await api.put(`customers/${made.data.id}`, { first_name: 'Zoë' });
  seen.updated = [changed.status, changed.data.first_name, changed.data.billing.country];
  const both = await api.get('customers', { include: [made.data.id, 1], orderby: 'id', order: 'asc' });
  seen.included = both.data.length;

  const segment = await api.post('segments', { name: 'Hand-picked', type: 'static' });
  const gone = await api.delete(`segments/${segment.data.id}`, { force: true });
  seen.deleted = [gone.status, gone.data.deleted];

  seen.missing = await api.get('customers/999999').catch((error) => error.response.data);
  const bad = await api.post('customers', { first_name: 7 }).catch((error) => error.response);
  seen.bad = [bad.status, bad.data.code];
  const options = await api.options('customers');
  seen.options = options.data.methods;
  return seen;
}

main().then((seen) => console.log(JSON.stringify(seen)), (error) => {
  console.error(error.response ? error.response.data : error);
  process.exitCode = 1;
});
