import { Secret } from '@flytower/sealing';
import { missingRights, reachesFurther } from './grants';
import { mysqlDialect } from './mysqlDialect';
import { mariadbDialect } from './mariadbDialect';
import { mysqlError } from './mysqlError';
import { productOf, tooOld } from './Product';
import {
  accountName,
  databaseName,
  grantPattern,
  literal,
  nativeHash,
} from './sql';

describe('names and texts in SQL', () => {
  it('keeps whatever a name holds inside its quotes', () => {
    expect(databaseName('a`; DROP DATABASE b; --')).toBe(
      '`a``; DROP DATABASE b; --`',
    );
    expect(accountName("x'@'%' IDENTIFIED BY '")).toBe(
      "'x''@''%'' IDENTIFIED BY '''@'%'",
    );
    expect(literal("\\' OR 1=1")).toBe("'\\'' OR 1=1'");
  });

  it('takes the wildcards out of the names in grants', () => {
    expect(grantPattern('pay_100%\\x')).toBe('`pay\\_100\\%\\\\x`');
  });

  it('hashes as mysql_native_password does', () => {
    // The manual of MySQL: SELECT PASSWORD('mypass').
    expect(nativeHash('mypass')).toBe(
      '*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4',
    );
  });
});

describe('two passwords of one account', () => {
  const one = Secret.of("o'ne");
  const two = Secret.of('two');

  it('are a retained one on MySQL', () => {
    expect(mysqlDialect.onlyPasswords('dan', [one, two])).toEqual([
      "ALTER USER 'dan'@'%' IDENTIFIED BY 'o''ne'",
      "ALTER USER 'dan'@'%' IDENTIFIED BY 'two' RETAIN CURRENT PASSWORD",
    ]);
    expect(mysqlDialect.onlyPasswords('dan', [two])).toEqual([
      "ALTER USER 'dan'@'%' IDENTIFIED BY 'two'",
      "ALTER USER 'dan'@'%' DISCARD OLD PASSWORD",
    ]);
  });

  it('are two alternatives in one statement on MariaDB, which sees hashes alone', () => {
    const [statement, ...others] = mariadbDialect.onlyPasswords('dan', [
      one,
      two,
    ]);
    expect(others).toEqual([]);
    expect(statement).toMatch(
      /^ALTER USER 'dan'@'%' IDENTIFIED VIA mysql_native_password USING '\*[0-9A-F]{40}' OR mysql_native_password USING '\*[0-9A-F]{40}'$/,
    );
  });

  it('are refused where MySQL would not take them, and when they are empty', () => {
    for (const text of ['x'.repeat(257), 'a\0b', '']) {
      expect(() => mysqlDialect.identified(Secret.of(text))).toThrow(
        /password/,
      );
    }
  });
});

describe('rights of an administrator', () => {
  it('are enough as ALL PRIVILEGES with the option to grant', () => {
    expect(
      missingRights([
        "GRANT ALL PRIVILEGES ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*X' WITH GRANT OPTION",
      ]),
    ).toEqual([]);
    expect(missingRights(['GRANT ALL PRIVILEGES ON *.* TO `a`@`%`'])).toEqual([
      'GRANT OPTION',
    ]);
  });

  it('are gathered over the rows MySQL 8 tells', () => {
    const missing = missingRights([
      'GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, PROCESS, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, CREATE USER ON *.* TO `a`@`%` WITH GRANT OPTION',
      'GRANT CONNECTION_ADMIN,ROLE_ADMIN ON *.* TO `a`@`%` WITH GRANT OPTION',
    ]);
    expect(missing).toEqual(['TRIGGER']);
  });

  it('in one database do not count', () => {
    expect(
      missingRights([
        'GRANT ALL PRIVILEGES ON `x`.* TO `a`@`%` WITH GRANT OPTION',
      ]),
    ).toContain('CREATE USER');
  });

  it('of a tenant reach no further than its database', () => {
    const usage = 'GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED VIA …';
    const own = 'GRANT SELECT ON `a\\_b`.* TO `u`@`%`';
    const pattern = grantPattern('a_b');
    expect(reachesFurther([usage, own], pattern)).toBe(false);
    expect(
      reachesFurther(
        [usage, own, 'GRANT SELECT ON `axb`.* TO `u`@`%`'],
        pattern,
      ),
    ).toBe(true);
    expect(reachesFurther(['GRANT SELECT ON *.* TO `u`@`%`'], pattern)).toBe(
      true,
    );
  });
});

describe('versions', () => {
  it.each([
    ['10.11.19-MariaDB-0+deb12u1', 'MariaDB', '10.11.19', undefined],
    ['5.5.5-10.6.2-MariaDB', 'MariaDB', '10.6.2', undefined],
    ['10.5.23-MariaDB', 'MariaDB', '10.5.23', '10.6'],
    ['8.0.36', 'MySQL', '8.0.36', undefined],
    ['8.0.13', 'MySQL', '8.0.13', '8.0.14'],
    ['5.7.44-log', 'MySQL', '5.7.44', '8.0.14'],
  ])('%s is %s %s', (text, name, version, oldest) => {
    const product = productOf(text);
    expect(product).toEqual({ name, version });
    expect(product && tooOld(product)).toBe(oldest);
  });

  it('of something else are none', () => {
    expect(productOf('8.0.11-TiDB-v7.5.0')).toBeUndefined();
    expect(productOf('')).toBeUndefined();
  });
});

describe('what a server answers', () => {
  const answer = (errno: number, message = '') =>
    mysqlError('The server', Object.assign(new Error(message), { errno }));

  it('is told as full when the disk is, in whatever error it is said', () => {
    for (const error of [
      answer(1021),
      answer(1114),
      answer(1006, "Can't create database 'x' (errno: 28)"),
      answer(3, 'Error writing file (Errcode: 28 "No space left on device")'),
    ]) {
      expect(error).toMatchObject({ code: 'full', retry: true });
    }
  });

  it('is not passed on: it may quote a password', () => {
    const error = answer(1064, "syntax error near 'hush'");
    expect(error.message).toBe(
      'The server answered error 1064; its manual says what that means',
    );
  });
});
