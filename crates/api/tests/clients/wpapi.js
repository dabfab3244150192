// npm wpapi against the API, which it discovers from the site's address: prints as JSON what its users would see.

const WPAPI = require('wpapi');

const auth = { username: process.env.GROWFFINITY_LOGIN, password: process.env.GROWFFINITY_PASSWORD, auth: true };

async function main() {
  const seen = {};
  const site = await WPAPI.discover(process.env.GROWFFINITY_URL);
  const crm = site.auth(auth).namespace('growffinity/v1');
  seen.resources = ['customers', 'orders', 'segments', 'campaigns'].filter((name) => typeof crm[name] === 'function');

  const list = await crm.customers().perPage(2).page(2).param('orderby', 'id').param('order', 'asc').get();
  seen.emails = list.map((customer) => customer.email);
  seen.paging = { total: list._paging.total, pages: list._paging.totalPages };
  const next = await list._paging.next.auth(auth).get();
  seen.next = next.map((customer) => customer.email);
  const some = await crm.customers().include([list[0].id, next[0].id]).get();
  seen.included = some.length;

  const made = await crm.customers().create({ email: 'new@example.com', first_name: 'Zoë' });
  seen.created = made.first_name;
  const changed = await crm.customers().id(made.id).update({ last_name: 'Ång' });
  seen.updated = [changed.first_name, changed.last_name];
  const orders = await crm.customers().id(made.id).orders().get();
  seen.orders = orders.length;

  const segment = await crm.segments().create({ name: 'Hand-picked', type: 'static' });
  const gone = await crm.segments().id(segment.id).delete({ force: true });
  seen.deleted = [gone.deleted, gone.previous.name];

  seen.missing = await crm.customers().id(999999).get().catch((error) => error);
  seen.bad = await crm.customers().perPage(101).get().catch((error) => error.code);
  seen.headers = (await crm.customers().id(made.id).headers()).etag !== undefined;
  return seen;
}

main().then((seen) => console.log(JSON.stringify(seen)), (error) => {
  console.error(error);
  process.exitCode = 1;
});
