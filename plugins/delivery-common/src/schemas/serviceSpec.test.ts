import { imageSchema } from './serviceSpec';

const problemOf = (image: string) =>
  imageSchema.safeParse(image).error?.issues.map(issue => issue.message);

describe('imageSchema', () => {
  it('names what is no image reference', () => {
    expect(problemOf('Not An Image')).toEqual([
      '"Not An Image" is not an image reference: write it like payments/checkout:1.4.2 or ghcr.io/stefanprodan/podinfo@sha256:…',
    ]);
  });

  it('tells no more than 200 characters of it again', () => {
    expect(problemOf('A'.repeat(4096))).toEqual([
      expect.stringMatching(/^"A{200}…" is not an image reference: /),
    ]);
  });

  it('has at most 4,096 characters', () => {
    expect(problemOf('a'.repeat(4097))).toEqual([
      'An image reference has at most 4,096 characters: write it like payments/checkout:1.4.2',
    ]);
  });
});
