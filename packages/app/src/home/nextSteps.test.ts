import { Newcomer, nextSteps } from './nextSteps';

const dan: Newcomer = {
  registers: false,
  onboards: false,
  tenants: 1,
  services: 0,
  published: 0,
};
const olivia = { ...dan, registers: true, onboards: true };

describe('the next steps', () => {
  it.each([
    [
      'an admin of an empty platform',
      { ...olivia, tenants: 0 },
      'register onboard catalog',
    ],
    ['an admin once there are tenants', olivia, ''],
    ['a developer in a new tenant', dan, 'template application release'],
    ['a developer with a service', { ...dan, services: 1 }, 'release catalog'],
    ['a developer who has released', { ...dan, services: 1, published: 1 }, ''],
    ['somebody in no tenant', { ...dan, tenants: 0 }, ''],
  ])('of %s', (_, reader, steps) => {
    expect(nextSteps(reader).join(' ')).toBe(steps);
  });
});
