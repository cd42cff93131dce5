/** The tools are plain Node without types; what the compiler would say of them, these rules say. */
module.exports = {
  root: true,
  extends: ['eslint:recommended'],
  env: { node: true, es2024: true },
  parserOptions: { ecmaVersion: 'latest', sourceType: 'module' },
  rules: {
    eqeqeq: 'error',
    'no-shadow': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    'no-use-before-define': ['error', { functions: false, classes: false }],
  },
};
