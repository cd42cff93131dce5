import { expect, test } from '@playwright/test';
import { Album, Look } from './support/album';
import { askingAs } from './support/askingAs';
import { Database } from './support/database';
import { Kubectl } from './support/kubectl';
import { Company, Person } from './support/people';
import {
  choose,
  expectNowhere,
  expectRunning,
  expectSucceeded,
  next,
  removeByName,
} from './support/steps';
import { sumsOfUsage } from './support/sumsOfUsage';

/**
 * The walk of a developer who serves himself: a service from a template, a database bound to it, a password changed while
 * it runs; and of those who read what came of it. It goes on where the first journey ended: payments and shop are there,
 * east and west are registered, nothing runs.
 */
test.describe.configure({ mode: 'serial' });

const namespace = 'payments--prod';
const basketPath = '/applications/payments/storefront/basket';
const ordersPath = '/public-services/payments/orders';
const binding = 'basket-orders';

let company: Company;
const album = Album.create('self-service');
const kubectl = Kubectl.fromEnvironment();

test.beforeAll(({ browser }) => {
  company = Company.create(browser);
});

test.afterAll(async () => {
  await company.close();
});

/** What Dan was shown, and what the pods had before the password changed. */
const known: { dan?: Database; pods?: Database; shen?: Database } = {};

test('Olivia publishes a MySQL plan on the demo server', async () => {
  const page = await company.pageOf('olivia');
  await page.goto('/public-services/-/servers');
  const server = page.getByRole('row', { name: /MySQL demo/ });
  await expect(server).toContainText('Healthy', { timeout: 60_000 });
  await album.shoot(page, 'servers');
  await page.goto('/public-services/-/offerings');
  await expect(
    page.getByText('No plan is published yet').first(),
  ).toBeVisible();
  await album.shoot(page, 'offerings-empty');
  await page.getByRole('link', { name: 'Publish a MySQL plan' }).click();
  await page.getByRole('textbox', { name: 'Display name' }).fill('Small');
  await album.shoot(page, 'publish-plan');
  await page.getByRole('button', { name: 'Publish the plan' }).click();
  await expect(page).toHaveURL(/\/offerings$/);
  await expect(
    page.getByRole('list', { name: 'Plans of MySQL' }),
  ).toContainText('30 connections');
  await album.shoot(page, 'offerings');
  await page.close();
});

test('Olivia is told what is wrong with a server before it is registered', async () => {
  const page = await company.pageOf('olivia');
  await page.goto('/public-services/-/servers/register');
  await page.getByRole('textbox', { name: 'Display name' }).fill('Nowhere');
  await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
  const port = page.getByRole('textbox', { name: 'Port' });
  await port.fill('9');
  await port.press('Tab');
  await page.getByRole('textbox', { name: /^User name/ }).fill('root');
  await page.getByLabel(/^Password/).fill('wrong');
  await next(page);
  await expect(page.getByRole('alert')).toContainText('127.0.0.1');
  await expect(
    page.getByRole('button', { name: 'Register nowhere' }),
  ).toBeDisabled();
  await album.shoot(page, 'register-server-refused');
  await page.close();
});

test('Tara makes the team Storefront, which Lee leads', async () => {
  const page = await company.pageOf('tara');
  await page.goto('/tenants/payments/teams');
  await page.getByRole('button', { name: 'Make a team' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('textbox', { name: /^Display name/ })
    .fill('Storefront team');
  for (const [group, person] of [
    ['People', /dan/i],
    ['People', /lee/i],
    ['Leads', /lee/i],
  ] as const) {
    await choose(
      dialog
        .getByRole('group', { name: group })
        .getByRole('checkbox', { name: person }),
    );
  }
  await dialog.getByRole('button', { name: 'Make a team' }).click();
  await expect(page.getByText('Storefront team').first()).toBeVisible();
  await album.shoot(page, 'teams');
  await page.close();
});

test('Dan makes the service basket from a template', async () => {
  const page = await company.pageOf('dan');
  await page.goto('/create');
  const template = page.getByRole('button', { name: /Choose New web service/ });
  await expect(template).toBeVisible();
  await album.shoot(page, 'templates');
  await template.click();
  await page
    .getByRole('textbox', { name: /^What is it called/ })
    .fill('Basket');
  const application = page.getByRole('button', { name: /Application$/ });
  if (await application.isVisible()) {
    await application.click();
    await page.getByRole('option', { name: 'A new one' }).click();
  }
  await page
    .getByRole('textbox', { name: /^Name of the new application/ })
    .fill('storefront');
  await album.shoot(page, 'template-place');
  await next(page);
  await expect(page.getByRole('textbox', { name: /^Image/ })).toBeVisible();
  await album.shoot(page, 'template-workload');
  await next(page);
  await choose(page.getByRole('radio', { name: /^Later/ }));
  await album.shoot(page, 'template-release');
  await page.getByRole('button', { name: /Review/ }).click();
  await album.shoot(page, 'template-review');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(
    page.getByText('Basket is there').or(page.getByText('basket is there')),
  ).toBeVisible({ timeout: 90_000 });
  await album.shoot(page, 'template-done');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^Download .*zip/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^basket.*\.zip$/);
  await page.goto('/applications/payments/storefront');
  await page.getByRole('button', { name: 'Change the team' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /Team$/ }).click();
  await page.getByRole('option', { name: /Storefront/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Save the team' })
    .click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.goto(basketPath);
  await expect(page.getByText('Not published yet')).toBeVisible();
  await page.close();
});

test('Dan orders a database, and a client works in it with what he was shown', async () => {
  const page = await company.pageOf('dan');
  await page.goto('/public-services');
  await expect(page.getByText('Nothing ordered yet')).toBeVisible();
  await album.shoot(page, 'instances-empty');
  await page
    .getByRole('link', { name: 'Order a public service' })
    .first()
    .click();
  await expect(page.getByRole('radio', { name: /Small/ })).toBeChecked();
  await album.shoot(page, 'order-plan');
  await next(page);
  await page.getByRole('textbox', { name: /^Display name/ }).fill('Orders');
  await album.shoot(page, 'order-place');
  await next(page);
  const order = page.getByRole('button', { name: 'Order orders' });
  await expect(order).toBeEnabled({ timeout: 30_000 });
  await album.shoot(page, 'order-review');
  await order.click();
  await expect(page).toHaveURL(/\/orders\/operations\//);
  await album.shoot(page, 'order-under-way');
  await page.reload();
  await expectSucceeded(page);
  await album.shoot(page, 'order-done');

  await page.goto(ordersPath);
  await page.getByRole('button', { name: 'Show credentials' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Show them now' }).click();
  const uri = await dialog
    .locator('code')
    .filter({ hasText: '://' })
    .textContent();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(
    page.getByRole('button', { name: 'Show credentials' }),
  ).toHaveCount(0);
  await album.shoot(page, 'instance');
  known.dan = Database.at(uri ?? '');
  expect(await known.dan.workThrough()).toEqual(['first', 'second']);
  await page.close();
});

test('the database of another tenant is out of reach', async () => {
  const page = await company.pageOf('shen');
  const shen = await askingAs(page);
  const instances = '/api/public-services/v1/tenants/shop/instances';
  const ordered = await shen.post(instances, {
    name: 'stock',
    displayName: 'Stock',
    environment: 'prod',
    offering: 'mysql',
    plan: 'small',
  });
  expect(ordered.status, ordered.text).toBeLessThan(300);
  await page.goto('/public-services/shop/stock');
  await expect(
    page.getByRole('button', { name: 'Show credentials' }),
  ).toBeVisible({ timeout: 60_000 });
  const shown = await shen.post(`${instances}/stock/credentials`, {});
  expect(shown.status, shown.text).toBeLessThan(300);
  known.shen = Database.at(JSON.parse(shown.text).uri);
  expect(await known.shen.workThrough()).toEqual(['first', 'second']);
  expect(await known.dan?.refusalOf(known.shen.name)).toMatch(/denied/i);
  expect(await known.shen.refusalOf(known.dan?.name ?? '')).toMatch(/denied/i);
  expect(await known.dan?.databases()).not.toContain(known.shen.name);
  await page.close();
});

test('Dan binds it and releases ten instances 6:4, each with the variables', async () => {
  const page = await company.pageOf('dan');
  await page.goto(`${ordersPath}/bindings`);
  await expect(page.getByText('No service uses it yet')).toBeVisible();
  const service = page.getByRole('button', { name: /Service$/ });
  await service.click();
  await page.getByRole('option', { name: /basket/ }).click();
  await album.shoot(page, 'bind');
  await page.getByRole('button', { name: 'Bind basket' }).click();
  await expectSucceeded(page);
  await album.shoot(page, 'bind-done');

  await page.goto(`${basketPath}/-/release`);
  await next(page);
  await page.getByRole('textbox', { name: /^Instances in all/ }).fill('10');
  await page.getByRole('textbox', { name: 'Weight of east' }).fill('6');
  await page.getByRole('textbox', { name: 'Weight of west' }).fill('4');
  await next(page);
  const release = page.getByRole('button', {
    name: 'Release 10 instances to 2 clusters',
  });
  await expect(release).toBeEnabled({ timeout: 30_000 });
  await expect(page.getByText('MYSQL_PASSWORD').first()).toBeVisible();
  await album.shoot(page, 'release-with-binding-review');
  await release.click();
  await expectSucceeded(page);
  await expectRunning(kubectl, namespace, { east: 6, west: 4 });
  expect(await kubectl.secretsOfPods(namespace)).toEqual({
    [`${binding}-v1`]: 10,
  });
  known.pods = Database.ofSecret(
    await kubectl.secret('west', namespace, `${binding}-v1`),
  );
  expect(await known.pods.workThrough()).toEqual(['first', 'second']);
  await page.goto(`${ordersPath}/bindings`);
  await expect(
    page.getByRole('list', { name: `Clusters of ${binding}` }),
  ).toContainText('6 pods run with it');
  await album.shoot(page, 'bindings');
  await page.close();
});

test('Dan changes the password while it runs: the old one dies when no pod has it', async () => {
  const page = await company.pageOf('dan');
  await page.goto(`${ordersPath}/bindings`);
  await page
    .getByRole('button', { name: `Change the password of ${binding}` })
    .click();
  await album.shoot(page, 'password-dialog');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Change the password' })
    .click();
  await expect(page).toHaveURL(/\/operations\//);
  await album.shoot(page, 'password-under-way');
  await expectSucceeded(page);
  await album.shoot(page, 'password-done');
  expect(await kubectl.secretsOfPods(namespace)).toEqual({
    [`${binding}-v2`]: 10,
  });
  expect(await known.pods?.refusal()).toMatch(/denied/i);
  const today = Database.ofSecret(
    await kubectl.secret('west', namespace, `${binding}-v2`),
  );
  expect(await today.workThrough()).toEqual(['first', 'second']);
  // The instance's own account is not the binding's: it goes on.
  expect(await known.dan?.workThrough()).toEqual(['first', 'second']);
  await page.close();
});

test('the catalog shows the service, its database and its pods in both clusters', async () => {
  const page = await company.pageOf('dan');
  await page.goto('/catalog/payments/component/basket');
  await expect(page.getByText('Basket').first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(
    page.getByRole('img', { name: 'east: 6 of 6 ready' }),
  ).toBeVisible();
  await expect(
    page.getByRole('link', { name: /orders/i }).first(),
  ).toBeVisible();
  await album.shoot(page, 'entity');
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name: 'Flytower' })
    .click();
  await expect(
    page.getByRole('region', { name: 'Bindings' }).getByText(binding),
  ).toBeVisible();
  await album.shoot(page, 'entity-flytower');
  await page.goto('/catalog/payments/component/basket/kubernetes');
  await expect(page.getByText('6 pods').first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText('4 pods').first()).toBeVisible();
  await album.shoot(page, 'entity-kubernetes');
  await page.close();
});

test('Lee reads what his team uses, Dan what he requested, with the same sums in every grouping', async () => {
  const page = await company.pageOf('lee');
  await page.goto('/usage');
  await expect(page.getByText(/You see what your teams used/)).toBeVisible();
  await expect(page.getByText('basket').first()).toBeVisible({
    timeout: 60_000,
  });
  await album.shoot(page, 'usage-of-lee');
  const sums = await sumsOfUsage(page, [
    'resource',
    'cluster',
    'application',
    'type',
  ]);
  expect(new Set(sums).size).toBe(1);
  await page.close();
});

test('Tara reads the operation log of payments, without a password in it', async () => {
  const page = await company.pageOf('tara');
  await page.goto('/operation-log');
  for (const words of ['orders', binding, 'basket']) {
    await expect(page.getByText(words).first()).toBeVisible({
      timeout: 30_000,
    });
  }
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  expect(csv.suggestedFilename()).toMatch(/\.csv$/);
  await album.shoot(page, 'operation-log-of-tara');
  await page.close();
});

test('Shen is refused everywhere', async () => {
  const page = await company.pageOf('shen');
  // What the address says stands in the breadcrumbs; what is behind it does not.
  await expectNowhere(page, {
    words: /payments_prod|basket-orders|6 ?\/ ?6|Storefront team/,
    paths: [
      ordersPath,
      basketPath,
      '/catalog/payments/component/basket',
      '/catalog/payments/component/basket/kubernetes',
    ],
  });
  await album.shoot(page, 'entity-as-shen');
  await expectNowhere(page, {
    words: /basket|storefront/i,
    paths: ['/public-services', '/usage', '/create', '/catalog'],
  });
  const shen = await askingAs(page);
  for (const path of [
    '/api/public-services/v1/tenants/payments/instances/orders',
    `/api/public-services/v1/tenants/payments/bindings/${binding}`,
    '/api/catalog/entities/by-name/component/payments/basket',
  ]) {
    expect((await shen.get(path)).status, path).toBe(404);
  }
  expect(
    (
      await shen.post(
        '/api/public-services/v1/tenants/payments/instances/orders/credentials',
        {},
      )
    ).status,
  ).toBe(404);
  for (const path of [
    '/api/public-services/v1/instances',
    '/api/public-services/v1/bindings',
    '/api/public-services/v1/operations',
    '/api/metering/v1/usage',
    '/api/scaffolder/v2/tasks',
    // Of people, everybody sees the groups that they are in: the names of tenants and teams, and nothing of them.
    '/api/catalog/entities?filter=kind=group&filter=kind=system&filter=kind=component&filter=kind=resource&filter=kind=api',
    '/api/search/query?term=basket',
  ]) {
    const { status, text } = await shen.get(path);
    expect(status, path).toBe(200);
    expect(text, path).not.toMatch(/basket|storefront|payments_prod/);
  }
  const pods = await shen.post('/api/kubernetes/resources/workloads/query', {
    auth: {},
    entityRef: 'component:payments/basket',
  });
  expect(pods.status).toBeGreaterThanOrEqual(400);
  expect(pods.text).not.toContain('basket-');
  const proxy = await shen.get('/api/kubernetes/proxy/api/v1/secrets');
  expect(proxy.status).toBeGreaterThanOrEqual(400);
  await page.close();
});

const looks: readonly [Person, string, string][] = [
  ['olivia', '/public-services/-/servers', 'servers'],
  ['olivia', '/public-services/-/offerings', 'offerings'],
  ['olivia', '/usage', 'usage'],
  ['dan', '/', 'home'],
  ['dan', '/create', 'templates'],
  ['dan', '/public-services', 'instances'],
  ['dan', ordersPath, 'instance'],
  ['dan', `${ordersPath}/bindings`, 'bindings'],
  ['dan', '/public-services/-/order', 'order'],
  ['dan', '/catalog', 'catalog'],
  ['dan', '/catalog/payments/component/basket', 'entity'],
  ['dan', '/catalog/payments/component/basket/kubernetes', 'kubernetes'],
  ['tara', '/tenants/payments/teams', 'teams'],
  ['tara', '/operation-log', 'operation-log'],
  ['lee', '/usage', 'usage-of-lee'],
];

const lookAround = (look: Look) => album.lookAround(company, looks, look);

test('Every page in English, light, on a phone', async () => {
  await lookAround({ language: 'en', theme: 'light', width: 360 });
});

test('Every page in Chinese, dark, on a desk', async () => {
  await lookAround({ language: 'zh-CN', theme: 'dark', width: 1440 });
});

test('Dan takes everything away again: service, binding, database', async () => {
  const page = await company.pageOf('dan');
  await album.backToEnglish(page);
  await page.goto(basketPath);
  await page.getByRole('button', { name: 'Unpublish', exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('basket');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Unpublish Basket' })
    .click();
  await expectSucceeded(page);
  await page.goto(`${ordersPath}/bindings`);
  await removeByName(page, `Remove ${binding}`, binding);
  await page.goto(ordersPath);
  await removeByName(page, 'Delete', 'orders');
  expect(await known.dan?.refusal()).toMatch(/denied|unknown/i);
  await page.goto('/public-services');
  await expect(page.getByText('Nothing ordered yet')).toBeVisible();
  await page.close();
});

test('No page of the walk keeps anybody out or scrolls sideways', () => {
  expect(album.flaws).toEqual([]);
});
