import { expect, Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { Album, Look } from './support/album';
import { askingAs } from './support/askingAs';
import { Kubectl } from './support/kubectl';
import { Company, Person } from './support/people';
import {
  choose,
  expectNowhere,
  expectRunning,
  expectSucceeded,
  next,
} from './support/steps';

/**
 * The walk from nothing to a running application, by the people who take it. The stages build on each other; what runs
 * is asked of the clusters with kubectl, never of the portal.
 */
test.describe.configure({ mode: 'serial' });

const namespace = 'payments--prod';
const firstImage = 'registry.example.com/payments/checkout:1.4.2';
const secondImage = 'registry.example.com/payments/checkout:1.5.0';
const checkoutPath = '/applications/payments/web-shop/checkout';

let company: Company;
const album = Album.create('journey');
const kubectl = Kubectl.fromEnvironment();

test.beforeAll(({ browser }) => {
  company = Company.create(browser);
});

test.afterAll(async () => {
  await company.close();
});

const uids = new Map<string, string[]>();

/** The images of all pods in both clusters, each once. */
async function imagesRunning(): Promise<string[]> {
  const pods = [
    ...(await kubectl.pods('east', namespace)),
    ...(await kubectl.pods('west', namespace)),
  ];
  return [...new Set(pods.map(({ image }) => image))].sort();
}

test('Olivia signs in and sees what there is to do', async () => {
  const page = await company.pageOf('olivia');
  await album.shoot(page, 'home-of-olivia');
  await page.goto('/tenants');
  await expect(page.getByText('No tenant yet')).toBeVisible();
  await album.shoot(page, 'no-tenant-yet');
  await page.close();
});

test('Olivia registers west', async () => {
  const { server, caFile, flytower } = kubectl.cluster('west');
  const page = await company.pageOf('olivia');
  await page.goto('/fleet');
  await page.getByRole('link', { name: 'Register a cluster' }).first().click();
  await choose(page.getByRole('radio', { name: 'Client certificate and key' }));
  await page
    .getByRole('textbox', { name: /^Address of the API server/ })
    .fill(server);
  await page
    .getByRole('textbox', { name: /^Certificate authority/ })
    .fill(readFileSync(caFile, 'utf8'));
  await page
    .getByRole('textbox', { name: /^Client certificate/ })
    .fill(readFileSync(flytower.certFile, 'utf8'));
  await page
    .getByLabel(/^Private key of the client certificate/)
    .fill(readFileSync(flytower.keyFile, 'utf8'));
  await next(page);
  await page.getByRole('textbox', { name: /^Name/ }).fill('west');
  await page.getByRole('button', { name: /Data centre/ }).click();
  await page.getByRole('option', { name: 'West' }).click();
  await page.getByRole('textbox', { name: /Security zone/ }).fill('core');
  await next(page);
  const register = page.getByRole('button', { name: 'Register west' });
  await expect(register).toBeEnabled({ timeout: 30_000 });
  await album.shoot(page, 'register-west-review');
  await register.click();
  await expectSucceeded(page);
  await album.shoot(page, 'register-west-done');
  await page.goto('/fleet');
  await expect(
    page.getByRole('link', { name: /^west/i }).first(),
  ).toBeVisible();
  await album.shoot(page, 'fleet');
  await page.close();
});

/** Fills the onboarding wizard in up to its review. */
async function planTenant(
  page: Page,
  displayName: string,
  members: [string, string][],
): Promise<void> {
  await page.goto('/tenants/-/onboard');
  await page.getByRole('textbox', { name: /^Display name/ }).fill(displayName);
  for (const [person, role] of members) {
    const field = page.getByRole('combobox', { name: /^Person/ });
    await field.fill(person);
    await field.press('Tab');
    const chosen = page.getByRole('button', { name: /Role$/ });
    if (!(await chosen.textContent())?.includes(role)) {
      await chosen.click();
      await page.getByRole('option', { name: role }).click();
    }
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(
      page.getByRole('button', { name: new RegExp(`^Remove ${person}`, 'i') }),
    ).toBeVisible();
  }
  await album.shoot(page, `onboard-${displayName.toLowerCase()}-people`);
  await next(page);
  await expect(page.getByRole('radio', { name: /^small/i })).toBeChecked();
  await next(page);
  for (const cluster of ['east', 'west']) {
    await choose(
      page.getByRole('checkbox', { name: new RegExp(`^${cluster}`, 'i') }),
    );
  }
  for (const other of ['Development', 'Test']) {
    await page
      .getByRole('checkbox', { name: new RegExp(`^${other}`) })
      .press('Space');
  }
  await next(page);
}

test('Olivia onboards payments, after a look at every object that will be made', async () => {
  const page = await company.pageOf('olivia');
  await planTenant(page, 'Payments', [
    ['tara', 'Owner'],
    ['dan', 'Developer'],
    ['lee', 'Lead'],
  ]);
  await expect(page.getByText(/objects will be made in/)).toBeVisible({
    timeout: 30_000,
  });
  await expect(
    page.getByText('Namespace payments--prod').first(),
  ).toBeVisible();
  await album.shoot(page, 'onboard-payments-review');
  await page.getByRole('button', { name: 'Onboard payments' }).click();
  await expect(page).toHaveURL(/\/tenants\/payments\/operations\//);
  await album.shoot(page, 'onboard-payments-under-way');
  await page.reload();
  await expectSucceeded(page);
  await album.shoot(page, 'onboard-payments-done');
  for (const cluster of ['east', 'west']) {
    expect(await kubectl.hasNamespace(cluster, namespace)).toBe(true);
  }
  await page.goto('/tenants/payments');
  await expect(page.getByText('Active').first()).toBeVisible();
  await album.shoot(page, 'tenant-payments');
  await page.close();
});

test('Olivia onboards shop for Shen', async () => {
  const page = await company.pageOf('olivia');
  await planTenant(page, 'Shop', [
    ['olivia', 'Owner'],
    ['shen', 'Developer'],
  ]);
  await page.getByRole('button', { name: 'Onboard shop' }).click();
  await expectSucceeded(page);
  await page.goto('/tenants');
  await expect(page.getByRole('link', { name: /Shop/ })).toBeVisible();
  await album.shoot(page, 'tenants');
  await page.close();
});

test('Dan creates the application web shop with the service checkout', async () => {
  const page = await company.pageOf('dan');
  await album.shoot(page, 'home-of-dan');
  await page.goto('/applications');
  await expect(page.getByText('No application yet')).toBeVisible();
  await album.shoot(page, 'no-application-yet');
  await page
    .getByRole('link', { name: 'Create an application' })
    .first()
    .click();
  await page.getByRole('textbox', { name: /^Display name/ }).fill('Web shop');
  await page.getByRole('button', { name: 'Create Web shop' }).click();
  await expect(page).toHaveURL(/\/applications\/payments\/web-shop$/);
  await page.getByRole('link', { name: 'Add a service' }).first().click();
  await page.getByRole('textbox', { name: /^Display name/ }).fill('Checkout');
  await page.getByRole('textbox', { name: /^Image/ }).fill('Not an image');
  await page.getByRole('button', { name: 'Create Checkout' }).click();
  await expect(page.getByRole('alert')).toContainText(
    'This is not an image reference',
  );
  await album.shoot(page, 'service-form-with-a-mistake');
  await page.getByRole('textbox', { name: /^Image/ }).fill(firstImage);
  await page.getByRole('button', { name: 'Create Checkout' }).click();
  await expect(page).toHaveURL(new RegExp(`${checkoutPath}$`));
  await expect(page.getByText('Not published yet')).toBeVisible();
  await album.shoot(page, 'service-not-published');
  await page.close();
});

test('Dan releases ten instances 6:4, and six run in east and four in west', async () => {
  const page = await company.pageOf('dan');
  await page.goto(checkoutPath);
  await page
    .getByRole('link', { name: 'Release', exact: true })
    .first()
    .click();
  await next(page);
  await page.getByRole('textbox', { name: /^Instances in all/ }).fill('10');
  await page.getByRole('textbox', { name: 'Weight of east' }).fill('6');
  await page.getByRole('textbox', { name: 'Weight of west' }).fill('4');
  await page.getByRole('textbox', { name: /^Note/ }).fill('First release');
  await expect(page.getByRole('img', { name: /^east: 0 of 6/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^west: 0 of 4/ })).toBeVisible();
  await album.shoot(page, 'release-6-4-how-many');
  await next(page);
  const release = page.getByRole('button', {
    name: 'Release 10 instances to 2 clusters',
  });
  await expect(release).toBeEnabled({ timeout: 30_000 });
  await album.shoot(page, 'release-6-4-review');
  await release.click();
  await expect(page).toHaveURL(/\/releases\//);
  await album.shoot(page, 'release-6-4-under-way');
  await expectSucceeded(page);
  await expectRunning(kubectl, namespace, { east: 6, west: 4 });
  await expect(
    page.getByRole('img', { name: /^east: 6 of 6/ }).first(),
  ).toBeVisible();
  await album.shoot(page, 'release-6-4-done');
  for (const cluster of ['east', 'west']) {
    const pods = await kubectl.pods(cluster, namespace);
    uids.set(
      cluster,
      pods.map(({ uid }) => uid),
    );
  }
  await page.goto(checkoutPath);
  await expect(page.getByRole('img', { name: /^west: 4 of 4/ })).toBeVisible();
  await album.shoot(page, 'service-6-4');
  await page.goto(`${checkoutPath}/instances`);
  await expect(page.getByRole('region', { name: 'east' })).toBeVisible();
  await album.shoot(page, 'instances-6-4');
  await page.close();
});

test('Dan scales to eleven: one pod more, and the other ten are left alone', async () => {
  const page = await company.pageOf('dan');
  await page.goto(checkoutPath);
  await page.getByRole('button', { name: 'Scale', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('textbox', { name: 'Instances in all' });
  await field.fill('11');
  await field.press('Tab');
  const scale = dialog.getByRole('button', { name: 'Scale to 11 instances' });
  await expect(scale).toBeEnabled({ timeout: 30_000 });
  await album.shoot(page, 'scale-to-eleven');
  await scale.click();
  await expect(page).toHaveURL(/\/releases\//);
  await expectSucceeded(page);
  await expectRunning(kubectl, namespace, { east: 7, west: 4 });
  for (const cluster of ['east', 'west']) {
    const now = (await kubectl.pods(cluster, namespace)).map(({ uid }) => uid);
    expect(now).toEqual(expect.arrayContaining(uids.get(cluster) ?? []));
  }
  await page.close();
});

test('Dan releases a new image to both clusters, and rolls it back', async () => {
  const page = await company.pageOf('dan');
  await page.goto(checkoutPath);
  await page.getByRole('button', { name: 'New image' }).click();
  const image = page
    .getByRole('dialog')
    .getByRole('textbox', { name: /^Image/ });
  await image.fill(secondImage);
  await page.getByRole('button', { name: 'Go on to the release' }).click();
  await next(page);
  await next(page);
  const release = page.getByRole('button', {
    name: 'Release 11 instances to 2 clusters',
  });
  await expect(release).toBeEnabled({ timeout: 30_000 });
  await album.shoot(page, 'new-image-review');
  await release.click();
  await expect(page).toHaveURL(/\/releases\//);
  await album.shoot(page, 'new-image-under-way');
  await expectSucceeded(page);
  await expect.poll(imagesRunning, { timeout: 60_000 }).toEqual([secondImage]);
  await expectRunning(kubectl, namespace, { east: 7, west: 4 });

  await page.goto(`${checkoutPath}/revisions`);
  await album.shoot(page, 'revisions');
  await page.getByRole('button', { name: 'Roll back to revision 1' }).click();
  const rollBack = page
    .getByRole('dialog')
    .getByRole('button', { name: 'Roll back to revision 1' });
  await expect(rollBack).toBeEnabled({ timeout: 30_000 });
  await album.shoot(page, 'roll-back-review');
  await rollBack.click();
  await expect(page).toHaveURL(/\/releases\//);
  await expectSucceeded(page);
  await expect.poll(imagesRunning, { timeout: 60_000 }).toEqual([firstImage]);
  await expectRunning(kubectl, namespace, { east: 7, west: 4 });
  await page.goto(`${checkoutPath}/releases`);
  await expect(page.getByRole('link', { name: /Release 4/ })).toBeVisible();
  await album.shoot(page, 'releases');
  await page.close();
});

test('Lee follows it all, and can change nothing', async () => {
  const page = await company.pageOf('lee');
  await page.goto(checkoutPath);
  await expect(page.getByRole('img', { name: /^east: 7 of 7/ })).toBeVisible();
  for (const name of ['New image', 'Scale', 'Unpublish']) {
    await expect(page.getByRole('button', { name, exact: true })).toHaveCount(
      0,
    );
  }
  await album.shoot(page, 'service-as-lee');
  await page.close();
});

test('Olivia reads it all in the operation log', async () => {
  const page = await company.pageOf('olivia');
  await page.goto('/operation-log');
  for (const words of ['west', 'payments', 'checkout']) {
    await expect(page.getByText(words).first()).toBeVisible({
      timeout: 30_000,
    });
  }
  await expect(page.getByText('dan', { exact: true }).first()).toBeVisible();
  await album.shoot(page, 'operation-log');
  await page.close();
});

test('Shen sees nothing of payments, by page, search or API', async () => {
  const page = await company.pageOf('shen');
  for (const path of [
    '/tenants/payments',
    '/applications/payments/web-shop',
    checkoutPath,
  ]) {
    await page.goto(path);
    await expect(
      page.getByText(/There is no|could not be loaded/).first(),
    ).toBeVisible();
    await expect(page.getByText(firstImage)).toHaveCount(0);
  }
  await album.shoot(page, 'payments-as-shen');
  await expectNowhere(page, {
    words: /payments|checkout/i,
    paths: ['/', '/applications', '/tenants', '/catalog'],
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: /^Search/ })).toBeVisible();
  const search = page.getByRole('combobox', { name: /Applications, services/ });
  // The page may be drawn a moment before it listens to the keyboard.
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(search).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await search.fill('checkout');
  await expect(page.getByText(/Nothing that you may see/)).toBeVisible();
  await album.shoot(page, 'search-as-shen');

  const shen = await askingAs(page);
  const absent = await shen.get('/api/tenancy/v1/tenants/payments-2');
  const forbidden = await shen.get('/api/tenancy/v1/tenants/payments');
  expect(forbidden.status).toBe(404);
  // "Forbidden" and "absent" are one answer, but for the name that was asked for.
  expect(sentenceOf(forbidden.text)).toBe(
    sentenceOf(absent.text).replace('payments-2', 'payments'),
  );
  for (const path of [
    '/api/delivery/v1/tenants/payments/applications',
    '/api/delivery/v1/tenants/payments/services/checkout',
    '/api/delivery/v1/tenants/payments/services/checkout/instances?environment=prod',
  ]) {
    expect((await shen.get(path)).status).toBe(404);
  }
  for (const path of [
    '/api/delivery/v1/overview',
    '/api/delivery/v1/releases',
    '/api/tenancy/v1/tenants',
    '/api/tenancy/v1/operations',
    '/api/catalog/entities',
    '/api/search/query?term=checkout',
  ]) {
    const { status, text } = await shen.get(path);
    expect(status, path).toBe(200);
    expect(text, path).not.toMatch(/checkout|"payments"/);
  }
  await page.close();
});

function sentenceOf(text: string): string {
  return JSON.parse(text).error.message;
}

const looks: readonly [Person, string, string][] = [
  ['olivia', '/', 'home'],
  ['olivia', '/fleet', 'fleet'],
  ['olivia', '/tenants', 'tenants'],
  ['olivia', '/tenants/payments', 'tenant'],
  ['olivia', '/tenants/payments/members', 'members'],
  ['olivia', '/tenants/-/onboard', 'onboard'],
  ['olivia', '/operation-log', 'operation-log'],
  ['dan', '/applications', 'applications'],
  ['dan', checkoutPath, 'service'],
  ['dan', `${checkoutPath}/instances`, 'instances'],
  ['dan', `${checkoutPath}/settings`, 'settings'],
  ['dan', `${checkoutPath}/-/release`, 'release-wizard'],
];

const lookAround = (look: Look) => album.lookAround(company, looks, look);

test('Every page in English, light, on a phone', async () => {
  await lookAround({ language: 'en', theme: 'light', width: 360 });
});

test('Every page in Chinese, light, on a desk', async () => {
  await lookAround({ language: 'zh-CN', theme: 'light', width: 1440 });
});

test('Every page in Chinese, dark, on a phone', async () => {
  await lookAround({ language: 'zh-CN', theme: 'dark', width: 360 });
});

test('Every page in English, dark, on a desk', async () => {
  await lookAround({ language: 'en', theme: 'dark', width: 1440 });
});

test('Dan unpublishes checkout by typing its name, and nothing of it is left running', async () => {
  const page = await company.pageOf('dan');
  await album.backToEnglish(page);
  await page.goto(checkoutPath);
  await page.getByRole('button', { name: 'Unpublish', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const unpublish = dialog.getByRole('button', { name: 'Unpublish Checkout' });
  await expect(unpublish).toBeDisabled();
  await dialog.getByRole('textbox').fill('checkout');
  await album.shoot(page, 'unpublish');
  await unpublish.click();
  await expect(page).toHaveURL(/\/releases\//);
  await expectSucceeded(page);
  await expectRunning(kubectl, namespace, { east: 0, west: 0 });
  await page.close();
});

test('No page of the journey keeps anybody out or scrolls sideways', () => {
  expect(album.flaws).toEqual([]);
});
