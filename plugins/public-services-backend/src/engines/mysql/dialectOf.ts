import { Dialect } from './Dialect';
import { mariadbDialect } from './mariadbDialect';
import { mysqlDialect } from './mysqlDialect';
import { Product } from './Product';

export function dialectOf({ name }: Product): Dialect {
  return name === 'MariaDB' ? mariadbDialect : mysqlDialect;
}
