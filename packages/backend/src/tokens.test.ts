import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@flytower/durable/testUtils';
import { filledIn, startTemplates } from './__testUtils__/startTemplates';

jest.setTimeout(60_000);

/** What stands in the secrets of a task: what the person typed, and the credentials of whoever started it. */
const TYPED = 'typed-4f1c9b7e-once-and-never-again';
const CREDENTIALS = '__initiatorCredentials';

describe('the tokens of template runs, in the files of the database', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flytower-tokens-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The files in which a text stands. */
  const holding = async (text: string) => {
    const names = await readdir(folder, { recursive: true });
    const found = await Promise.all(
      names
        .filter(name => name.includes('.sqlite'))
        .map(async name =>
          (await readFile(join(folder, name))).includes(text) ? [name] : [],
        ),
    );
    return found.flat();
  };

  it('are gone, with whatever a person typed as a secret, once the run has ended', async () => {
    const portal = await startTemplates({ databases: folder });
    for (const turn of [1, 2, 3]) {
      const { status } = await portal.run(
        'new-web-service',
        filledIn({ place: { name: `checkout-${turn}` } }),
        undefined,
        { typed: TYPED },
      );
      // The third has no room, or any other reason to fail: its token goes too.
      expect(['completed', 'failed']).toContain(status);
    }
    await eventually(async () => {
      expect(await holding(TYPED)).toEqual([]);
      expect(await holding(CREDENTIALS)).toEqual([]);
    }, 10_000);
    // It looked into the right files.
    expect(await holding('checkout-1')).not.toEqual([]);
    await portal.stop();
    expect(await holding(TYPED)).toEqual([]);
  });
});
