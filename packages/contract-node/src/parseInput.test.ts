import { z } from 'zod';
import { parseInput } from './parseInput';

const long = 'x'.repeat(100_000);

describe('parseInput', () => {
  it('says where each thing is wrong', () => {
    expect(() =>
      parseInput(
        z.object({ name: z.string('Give a name'), size: z.int('Give a size') }),
        'body',
        {},
      ),
    ).toThrow('Check the body: name: Give a name; size: Give a size');
  });

  it.each([
    ['keys that nobody knows', z.strictObject({}), { [long]: 1 }],
    [
      'a path through keys of the caller',
      z.record(z.string(), z.int()),
      { [long]: 'a' },
    ],
    [
      'a message that quotes',
      z.string().refine(() => false, {
        error: issue => `${issue.input} is not it`,
      }),
      long,
    ],
    [
      'thousands of faults',
      z.array(z.int()),
      Array.from({ length: 10_000 }, () => 'a'),
    ],
  ])('tells only a little of the input again: %s', (_, schema, raw) => {
    let message = '';
    try {
      parseInput<z.ZodType>(schema, 'body', raw);
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/^InputError: Check the body: /);
    expect(message.length).toBeLessThan(2_500);
  });

  it('says how many faults it does not name', () => {
    expect(() =>
      parseInput(
        z.array(z.int('No')),
        'body',
        Array.from({ length: 25 }, () => 'a'),
      ),
    ).toThrow(/19: No; and 5 more$/);
  });
});
