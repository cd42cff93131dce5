import { EgressGuard } from './EgressGuard';

const guard = EgressGuard.fromCidrs(['10.0.0.0/8', 'fd00::/8', '192.0.2.7']);

describe('EgressGuard', () => {
  it.each([
    ['10.1.2.3', true],
    ['11.0.0.1', false],
    ['192.0.2.7', true],
    ['192.0.2.8', false],
    ['fd12::1', true],
    ['fe80::1', false],
    ['::ffff:10.1.2.3', true],
    ['::ffff:169.254.169.254', false],
    ['::ffff:a01:203', true],
    ['not an address', false],
  ])('asked about %s it says %s', (address, allowed) => {
    expect(guard.allows(address)).toBe(allowed);
  });

  it.each([
    'https://10.1.2.3:6443',
    'https://[fd12::1]:6443',
    'https://cluster.example.com',
    // Two other ways to write 10.1.2.3.
    'https://0x0a010203:6443',
    'https://[::ffff:10.1.2.3]:6443',
  ])('lets %s pass, as far as can be told before a name is resolved', url => {
    expect(() => guard.check(url)).not.toThrow();
  });

  it.each([
    ['https://127.0.0.1:6443', /may not connect to 127\.0\.0\.1;/],
    ['https://2130706433', /may not connect to 127\.0\.0\.1;/],
    ['https://[::1]:6443', /may not connect to ::1;/],
    ['https://[::ffff:127.0.0.1]', /may not connect to ::ffff:7f00:1;/],
    ['http://10.1.2.3:6443', /is not HTTPS/],
    ['file:///etc/passwd', /is not HTTPS/],
    ['10.1.2.3:6443', /is not (an address|HTTPS)/],
    ['https://me:secret@10.1.2.3', /carries a user name or password/],
    ['https://10.1.2.3/?a=b', /carries a query/],
  ])('refuses %s', (url, words) => {
    expect(() => guard.check(url)).toThrow(words);
    expect(() => guard.check(url)).not.toThrow(/secret/);
  });

  it('answers only with allowed addresses when a name is resolved', async () => {
    const lookUp = (allowed: EgressGuard) =>
      new Promise((resolve, reject) => {
        allowed.lookup('localhost', { all: true }, (error, found) =>
          error ? reject(error) : resolve(found),
        );
      });
    const loopback = EgressGuard.fromCidrs(['127.0.0.0/8']);
    await expect(lookUp(loopback)).resolves.toEqual([
      { address: '127.0.0.1', family: 4 },
    ]);
    await expect(lookUp(guard)).rejects.toThrow(
      /may not connect to localhost \(.*127\.0\.0\.1.*\);/,
    );
  });

  it('takes an IPv4 range written as IPv6 for what it means', () => {
    const mapped = EgressGuard.fromCidrs(['::ffff:10.0.0.0/104']);
    expect(mapped.allows('10.9.9.9')).toBe(true);
    expect(mapped.allows('11.9.9.9')).toBe(false);
  });

  it('allows nothing when nothing is configured', () => {
    expect(EgressGuard.fromCidrs([]).allows('10.0.0.1')).toBe(false);
  });

  it.each(['10.0.0.0/33', 'example.com', ''])(
    'refuses the range "%s"',
    cidr => {
      expect(() => EgressGuard.fromCidrs([cidr])).toThrow(
        /is not an address range/,
      );
    },
  );
});
