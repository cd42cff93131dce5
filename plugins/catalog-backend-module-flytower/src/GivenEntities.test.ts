import { GivenEntities } from './GivenEntities';
import { SourceEntity } from './sources/Source';

function component(name: string, owner: string, ...subjects: string[]) {
  return {
    subjects,
    entity: {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name, namespace: 'payments' },
      spec: { owner },
    },
  } satisfies SourceEntity;
}

const CHECKOUT = 'component:payments/checkout';

describe('what the catalog was given', () => {
  it('changes by the subjects that were read, and by no other', () => {
    const given = new GivenEntities([
      component('checkout', 'cards', 's-1', 'a-1'),
      component('mailer', 'cards', 's-2', 'a-1'),
      component('till', 'desk', 's-3', 'a-2'),
    ]);
    const moved = component('mailer', 'ledger', 's-2', 'a-1');
    expect(given.replace([moved], ['s-2'])).toEqual({
      added: [moved.entity],
      removed: [],
    });
    expect(given.replace([moved], ['a-1'])).toEqual({
      added: [],
      removed: [CHECKOUT],
    });
    expect(given.replace([], undefined)).toEqual({
      added: [],
      removed: ['component:payments/till', 'component:payments/mailer'],
    });
  });

  it('gives a name to the subject that has it now', () => {
    const given = new GivenEntities([component('checkout', 'cards', 'old')]);
    const anew = component('checkout', 'cards', 'new');
    expect(given.replace([anew], ['new'])).toEqual({ added: [], removed: [] });
    // What was of that name before is gone, and takes nothing with it.
    expect(given.replace([], ['old'])).toEqual({ added: [], removed: [] });
    expect(given.replace([], ['new'])).toEqual({
      added: [],
      removed: [CHECKOUT],
    });
  });
});
