import { createHash } from 'node:crypto';
import { Engine } from '@flytower/plugin-public-services-common';

/** The longest name of a database, in MySQL and MariaDB alike. */
const LONGEST_DATABASE = 64;
/** The longest name of an account that MySQL takes; MariaDB and Redis take longer ones. */
const LONGEST_ACCOUNT = 32;
const LONGEST_BINDING = 40;

/**
 * The name of an instance's database: `payments_prod_orders`. Slugs have no underscore, so no two instances share one.
 */
export function databaseNameOf(instance: {
  tenant: string;
  environment: string;
  name: string;
}): string {
  const { tenant, environment, name } = instance;
  const whole = [tenant, environment, name].join('_');
  return whole.length <= LONGEST_DATABASE
    ? whole
    : `${whole.slice(0, LONGEST_DATABASE - 11)}_${hashOf(whole)}`;
}

/** The name of an account: what it is for, and a mark of its id, so that it is never another's. */
export function usernameOf(purpose: string, accountId: string): string {
  return `${purpose.slice(0, LONGEST_ACCOUNT - 11)}_${hashOf(accountId)}`;
}

/** The name of a binding whose person gave none. */
export function bindingNameOf(service: string, instance: string): string {
  const whole = `${service}-${instance}`;
  return whole.length <= LONGEST_BINDING
    ? whole
    : `${whole.slice(0, LONGEST_BINDING - 11).replace(/-+$/, '')}-${hashOf(
        whole,
      )}`;
}

/** The name of the Secret with a version of a binding's credentials. */
export function secretNameOf(binding: string, version: number): string {
  return `${binding}-v${version}`;
}

/** What the variables of a binding begin with where the person said nothing. */
export function prefixOf(engine: Engine): string {
  return engine.toUpperCase();
}

/** Ten hexadecimal digits: forty bits tell apart what one installation will ever hold. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
