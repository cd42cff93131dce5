import fc from 'fast-check';
import {
  cpuQuantity,
  memoryQuantity,
  parseCpu,
  parseMemory,
} from './quantities';

describe('amounts as administrators write them', () => {
  it.each([
    ['4', 4_000],
    ['1.5', 1_500],
    ['500m', 500],
    ['0.25', 250],
  ])('reads %s of CPU as %d millicores', (text, millicores) => {
    expect(parseCpu(text)).toBe(millicores);
  });

  it.each([
    ['8Gi', 8_589_934_592],
    ['512Mi', 536_870_912],
    ['1G', 1_000_000_000],
    ['1k', 1_000],
    ['1048576', 1_048_576],
  ])('reads %s of memory as %d bytes', (text, bytes) => {
    expect(parseMemory(text)).toBe(bytes);
  });

  it.each(['', '4 cores', '-1', '1.2345', '4e3', 'm'])(
    'refuses %p as CPU',
    text => {
      expect(() => parseCpu(text)).toThrow('is no amount of CPU');
    },
  );

  it.each(['', '8 Gi', '8GB', '1.5Gi', '-1Gi', 'Gi', '9999999Pi'])(
    'refuses %p as memory',
    text => {
      expect(() => parseMemory(text)).toThrow('is no amount of memory');
    },
  );
});

describe('amounts as Kubernetes writes them', () => {
  it.each([
    [4_000, '4'],
    [1_500, '1500m'],
    [50, '50m'],
  ])('writes %d millicores as %s', (millicores, text) => {
    expect(cpuQuantity(millicores)).toBe(text);
  });

  it.each([
    [8_589_934_592, '8Gi'],
    [1_610_612_736, '1536Mi'],
    [1_000, '1000'],
    [1_024, '1Ki'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(memoryQuantity(bytes)).toBe(text);
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), amount => {
        expect(parseMemory(memoryQuantity(amount))).toBe(amount);
        expect(parseCpu(cpuQuantity(amount))).toBe(amount);
      }),
    );
  });
});
