import {
  formatBytes,
  formatDuration,
  formatNumber,
  formatRelative,
} from './format';

const now = new Date('2026-03-01T12:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('formats', () => {
  it.each([
    [0, '0 MiB'],
    [512 * 1024 ** 2, '512 MiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [2048 * 1024 ** 3, '2 TiB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text);
  });

  it('writes numbers as the language does', () => {
    expect(formatNumber(1234.567, 'en')).toBe('1,234.57');
    expect(formatNumber(1234.567, 'de')).toBe('1.234,57');
  });

  it.each([
    [4, undefined],
    [5, '5 seconds ago'],
    [60, '1 minute ago'],
    [3 * 3600 + 59 * 60, '3 hours ago'],
    [2 * 86_400, '2 days ago'],
    [-90, 'in 1 minute'],
  ])('writes %d seconds ago as %s', (seconds, text) => {
    expect(formatRelative(before(seconds), now, 'en')).toBe(text);
  });

  it('writes ages in Chinese', () => {
    expect(formatRelative(before(180), now, 'zh-CN')).toBe('3分钟前');
  });

  it.each([
    [0, '0s'],
    [80_000, '1m 20s'],
    [3_600_000, '1h'],
    [90_061_000, '1d 1h'],
    [-5_000, '0s'],
  ])('writes a duration of %d ms as %s', (ms, text) => {
    expect(formatDuration(ms, 'en')).toBe(text);
  });
});
