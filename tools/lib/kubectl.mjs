import { run } from './run.mjs';

/** kubectl for one cluster, with the rights of one kubeconfig. */
export class Kubectl {
  #program;
  #kubeconfig;
  #env;

  constructor({ program, kubeconfig, env = process.env }) {
    this.#program = program;
    this.#kubeconfig = kubeconfig;
    this.#env = env;
  }

  /** Runs kubectl and answers what it printed. */
  async run(args, options = {}) {
    const { stdout } = await this.try(args, options);
    return stdout;
  }

  try(args, options = {}) {
    return run(
      this.#program,
      ['--kubeconfig', this.#kubeconfig, '--request-timeout=20s', ...args],
      { env: this.#env, ...options },
    );
  }

  async json(args, options) {
    return JSON.parse(await this.run([...args, '-o', 'json'], options));
  }

  apply(manifest, options) {
    return this.run(['apply', '-f', '-'], {
      input: JSON.stringify(manifest),
      ...options,
    });
  }
}
