import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/places.mjs';

const require = createRequire(path.join(root, 'package.json'));

test('what Jest transforms for one package and suite serves all others', () => {
  const swc = require.resolve('@swc/jest');
  const { default: keysOf } = createRequire(swc)(
    '@jest/create-cache-key-function',
  );
  const source = path.join(root, 'node_modules', 'some', 'index.js');
  const keyIn = (workspace, suite) => {
    const rootDir = path.join(root, workspace, 'src');
    return keysOf()('export {}', source, {
      config: { rootDir },
      configString: JSON.stringify({ rootDir, suite }),
      instrument: false,
      supportsStaticESM: false,
    });
  };
  assert.equal(
    keyIn('packages/kube', 'unit'),
    keyIn('plugins/fleet', 'cluster'),
    'The key names the configuration: pin @jest/create-cache-key-function to the version that fits jest, in the resolutions of package.json.',
  );
});
