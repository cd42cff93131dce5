import fs from 'node:fs/promises';
import path from 'node:path';
import { buildApp } from '../lib/app.mjs';
import { root, testState } from '../lib/places.mjs';
import { writeConfig } from '../lib/portal.mjs';
import { requireFree } from '../lib/ports.mjs';
import { run } from '../lib/run.mjs';
import { Service } from '../lib/service.mjs';
import { failing, passing } from './results.mjs';

/**
 * Unpacks, installs and starts the backend's bundle as packages/backend/Dockerfile does, and asks it what a load balancer
 * and a browser ask. Images cannot be built everywhere; this is all of one but its base.
 */
export async function smokeTestBundle({ runtime, scope, ports, waitsFor }) {
  const port = ports.bundle;
  await requireFree({ 'the bundle under test': port });
  waitsFor('the app to be built');
  await buildApp(runtime, waitsFor);
  waitsFor('the bundle to be built');
  const backend = path.join(root, 'packages', 'backend');
  const log = name => path.join(testState, 'logs', `bundle-${name}.log`);
  await run(
    runtime.node,
    [
      path.join(
        root,
        'node_modules',
        '@backstage',
        'cli',
        'bin',
        'backstage-cli',
      ),
      'package',
      'build',
    ],
    {
      cwd: backend,
      env: runtime.env,
      log: log('build'),
      failure: 'The backend could not be bundled.',
    },
  );
  const image = path.join(testState, 'image');
  await fs.rm(image, { recursive: true, force: true });
  await fs.mkdir(image, { recursive: true });
  // The order of the Dockerfile: first what decides the installed packages, then the code.
  for (const file of [
    'package.json',
    'yarn.lock',
    '.yarnrc.yml',
    'backstage.json',
  ]) {
    await fs.copyFile(path.join(root, file), path.join(image, file));
  }
  await fs.cp(path.join(root, 'templates'), path.join(image, 'templates'), {
    recursive: true,
  });
  const unpack = archive =>
    run('tar', ['xzf', path.join(backend, 'dist', archive)], { cwd: image });
  await unpack('skeleton.tar.gz');
  waitsFor('the packages of the bundle to be installed');
  await run(
    runtime.node,
    [runtime.yarn, 'workspaces', 'focus', '--all', '--production'],
    {
      cwd: image,
      env: { ...runtime.env, YARN_ENABLE_SCRIPTS: '0' },
      log: log('install'),
      failure: 'The packages of the bundle could not be installed.',
    },
  );
  await unpack('bundle.tar.gz');
  const home = path.join(testState, 'bundle');
  const configs = await writeConfig({
    home,
    ports: { ...ports, portal: port },
    clusters: [],
  });
  let crash;
  const service = await Service.start({
    title: 'The bundle',
    node: runtime.node,
    args: [
      'packages/backend',
      ...configs.flatMap(config => ['--config', config]),
    ],
    cwd: image,
    env: { ...runtime.env, NODE_ENV: 'production' },
    log: log('run'),
    onCrash: problem => {
      crash = problem;
    },
  });
  scope.onEnd(() => service.stop());
  waitsFor('the bundle to say that it is ready');
  const url = `http://localhost:${port}`;
  const ready = await Promise.race([
    service
      .ready(`${url}/.backstage/health/v1/readiness`, scope.signal)
      .then(() => true),
    service.ended,
  ]);
  try {
    if (ready !== true) {
      return failing(`${crash?.message ?? ready}\n${crash?.details ?? ''}`);
    }
    return await answers(url);
  } finally {
    await service.stop();
    await fs.rm(image, { recursive: true, force: true });
  }
}

/** One check each: the app's page, one of its scripts, and that the API asks who calls. */
async function answers(url) {
  const page = await fetch(url);
  const html = await page.text();
  const script = /<script[^>]+src="([^"]+)"/.exec(html)?.[1];
  const asked = script && (await fetch(new URL(script, url)));
  const unsigned = await fetch(`${url}/api/catalog/entities`);
  const checks = {
    'the index page is served': page.ok && /<title>Flytower/.test(html),
    'a script of the page is served':
      asked?.ok === true &&
      /javascript/.test(asked.headers.get('content-type') ?? ''),
    'the API refuses a caller without a token': unsigned.status === 401,
  };
  const failures = Object.entries(checks)
    .filter(([, holds]) => !holds)
    .map(([what]) => `It does not hold of the bundle that ${what}.`);
  return {
    ...passing(Object.keys(checks).length - failures.length),
    failed: failures.length,
    failures,
  };
}
