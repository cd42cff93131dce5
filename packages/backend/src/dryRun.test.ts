import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import {
  filledIn,
  firstRelease,
  shen,
  startTemplates,
  templateOf,
  Templates,
} from './__testUtils__/startTemplates';

jest.setTimeout(60_000);

const folder = resolve(__dirname, '../../../templates');
const names = readdirSync(folder)
  .filter(file => file.startsWith('new-') && file.endsWith('.yaml'))
  .map(file => file.replace(/\.yaml$/, ''));

/** All files of templates/, as the editor of templates would send them. */
function contents(at = folder, base = ''): object[] {
  return readdirSync(at, { withFileTypes: true }).flatMap(entry => {
    const path = base ? `${base}/${entry.name}` : entry.name;
    return entry.isDirectory()
      ? contents(join(at, entry.name), path)
      : [
          {
            path,
            base64Content: readFileSync(join(at, entry.name)).toString(
              'base64',
            ),
          },
        ];
  });
}

function valuesOf(name: string, change: Parameters<typeof filledIn>[0] = {}) {
  const { workload, place, release } = filledIn(change);
  const { port, ...portless } = workload;
  switch (name) {
    case 'new-web-service':
      return { place, release, workload };
    case 'new-scheduled-job':
      return {
        place,
        workload: {
          ...portless,
          schedule: '30 2 * * 1-5',
          timeZone: 'Etc/UTC',
        },
      };
    default:
      return { place, release, workload: portless };
  }
}

describe('a dry run', () => {
  let portal: Templates;

  beforeAll(async () => {
    // Nobody has the permission in life.
    portal = await startTemplates({ mayDryRun: true });
  });
  afterAll(() => portal.stop());

  const dryRun = (name: string, values: object, person?: string) =>
    portal.call(
      'post',
      '/scaffolder/v2/dry-run',
      {
        template: templateOf(name),
        values,
        directoryContents: contents(),
      },
      person,
    );

  it.each(names)('of %s writes the code and makes nothing', async name => {
    const { body } = await dryRun(
      name,
      valuesOf(name, { release: firstRelease }),
    ).expect(200);
    expect(
      body.directoryContents.map(({ path }: { path: string }) => path),
    ).toEqual(expect.arrayContaining(['app.yaml', 'Dockerfile', 'README.md']));
    const said = body.log
      .map((entry: { body: { message: string } }) => entry.body.message)
      .join('\n');
    expect(said).toContain('Would create the application shop of payments');
    expect(said).toContain('Would create the service checkout');
    expect(said).toContain('Would keep checkout.zip');
    expect(said.includes('Would release checkout to prod')).toBe(
      name !== 'new-scheduled-job',
    );
    const { body: list } = await portal.call(
      'get',
      '/delivery/v1/tenants/payments/applications',
    );
    expect(list.items).toEqual([]);
  });

  it.each(names)('of %s says that there is no such tenant', async name => {
    const { body } = await dryRun(name, valuesOf(name), shen);
    expect(JSON.stringify(body)).toContain('There is no tenant');
  });
});

describe('every template', () => {
  it.each(names)('%s ends with the undoing of a failed run', name => {
    const { spec } = parse(readFileSync(join(folder, `${name}.yaml`), 'utf8'));
    expect(spec.steps.at(-1)).toEqual({
      id: 'undo',
      name: 'Undo what a failed run made',
      if: '${{ failure() }}',
      action: 'flytower:undo',
    });
  });

  it.each(names)('%s is in English and Chinese, and in all.yaml', name => {
    const { metadata, spec } = parse(
      readFileSync(join(folder, `${name}.yaml`), 'utf8'),
    );
    for (const text of [
      metadata.title,
      metadata.description,
      ...spec.parameters.map(({ title }: { title: string }) => title),
    ]) {
      expect(text).toMatch(/^[ -~]+ · .*\p{Script=Han}/u);
    }
    const all = parse(readFileSync(join(folder, 'all.yaml'), 'utf8'));
    expect(all.spec.targets).toContain(`./${name}.yaml`);
  });
});
