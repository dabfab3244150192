// npm @wordpress/api-fetch against the API: prints as JSON what a script of its users would see.

const apiFetch = require('@wordpress/api-fetch').default;

const { GROWFFINITY_URL: site, GROWFFINITY_LOGIN: login, GROWFFINITY_PASSWORD: password } = process.env;
const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

apiFetch.use(apiFetch.createRootURLMiddleware(`${site}/wp-json/`));
apiFetch.use((options, next) => next({ ...options, headers: { ...options.headers, Authorization: authorization } }));

async function main() {
  const seen = {};
  const all = await apiFetch({ path: '/growffinity/v1/customers?per_page=-1' });
  seen.all = new Set(all.map((customer) => customer.id)).size;
  const page = await apiFetch({ path: '/growffinity/v1/customers?per_page=2&page=2', parse: false });
  seen.pages = page.headers.get('X-WP-TotalPages');

  const data = { email: 'new@example.com', first_name: 'Zoë' };
  const made = await apiFetch({ path: '/growffinity/v1/customers', method: 'POST', data });
  seen.created = made.first_name;
  // PUT, PATCH and DELETE travel as POST with X-HTTP-Method-Override.
  const put = await apiFetch({ path: `/growffinity/v1/customers/${made.id}`, method: 'PUT', data: { last_name: 'Ång' } });
  const patch = await apiFetch({ path: `/growffinity/v1/customers/${made.id}`, method: 'PATCH', data: { phone: '7' } });
  seen.updated = [put.last_name, patch.last_name, patch.phone];

  const segment = await apiFetch({ namespace: 'growffinity/v1', endpoint: 'segments', method: 'POST', data: { name: 'Hand-picked', type: 'static' } });
  const gone = await apiFetch({ path: `/growffinity/v1/segments/${segment.id}`, method: 'DELETE' });
  seen.deleted = [gone.deleted, gone.previous.name];

  const batch = await apiFetch({
    path: '/batch/v1',
    method: 'POST',
    data: { requests: [
      { path: `/growffinity/v1/customers/${made.id}`, method: 'PATCH', body: { phone: '8' } },
      { path: '/growffinity/v1/nothing', method: 'POST' },
    ] },
  });
  seen.batch = batch.responses.map((response) => response.status);
  seen.missing = await apiFetch({ path: '/growffinity/v1/customers/999999' }).catch((error) => error);
  seen.bad = await apiFetch({ path: '/growffinity/v1/customers?page=0' }).catch((error) => error.code);
  return seen;
}

main().then((seen) => console.log(JSON.stringify(seen)), (error) => {
  console.error(error);
  process.exitCode = 1;
});
