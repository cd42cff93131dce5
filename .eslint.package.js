/**
 * The import arrows of docs/architecture.md, held as lint errors. Every package's .eslintrc.js calls this with its folder.
 *
 *   app -> frontend plugins -> their -common, packages/ui
 *   backend -> backend plugins -> -node and -common packages, contract-node, kube, durable
 *   -common -> -common, contract; no I/O
 *   only packages/kube imports @kubernetes/client-node
 *   packages/sealing, which kube and durable rest on, imports nothing of ours
 */
const path = require('path');
const factory = require('@backstage/cli/config/eslint-factory');

const server = [
  '@flytower/plugin-*-backend',
  '@flytower/plugin-*-backend/*',
  '@flytower/plugin-*-backend-module-*',
  '@flytower/plugin-*-node',
  '@flytower/contract-node',
  '@flytower/durable',
  '@flytower/hardening',
  '@flytower/kube',
  '@flytower/sealing',
  '@backstage/backend-*',
  '@backstage/plugin-*-node',
  'node:*',
  'knex',
  'express',
];
const web = [
  '@flytower/ui',
  '@backstage/core-*',
  '@backstage/frontend-*',
  '@backstage/ui',
  '@material-ui/*',
  'react',
];
const clusters = ['@kubernetes/client-node', '@kubernetes/client-node/*'];
const otherBackends = [
  '@flytower/plugin-*-backend',
  '@flytower/plugin-*-backend-module-*',
];

/** What a package of this role may not import. */
const forbidden = {
  frontend: [...server, ...clusters],
  'frontend-plugin': [...server, ...clusters],
  'frontend-plugin-module': [...server, ...clusters],
  'web-library': [...server, ...clusters],
  'common-library': [...server, ...clusters, ...web],
  'node-library': [...otherBackends, ...web],
  'backend-plugin': [...otherBackends, ...clusters, ...web],
  'backend-plugin-module': [...otherBackends, ...clusters, ...web],
  backend: [...clusters, ...web],
};

module.exports = dir => {
  const { name, backstage } = require(path.join(dir, 'package.json'));
  const patterns = forbidden[backstage.role];
  if (!patterns) {
    throw new Error(
      `${name} has the role "${backstage.role}", which has no import rule in .eslint.package.js; add one`,
    );
  }
  return factory(dir, {
    restrictedImportPatterns: [
      ...new Set([
        ...patterns,
        ...(name === '@flytower/kube' ? [] : clusters),
        ...(name === '@flytower/sealing' ? ['@flytower/*'] : []),
      ]),
    ],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-syntax': 'off',
    },
  });
};
