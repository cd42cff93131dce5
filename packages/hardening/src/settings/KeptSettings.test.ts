import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { describeDatabases } from '@flytower/durable/testUtils';
import { KeptSettings } from './KeptSettings';

const migrations = resolvePackagePath(
  '@backstage/plugin-user-settings-backend',
  'migrations',
);

describeDatabases('the settings that are kept', openTestStore => {
  it('are counted with their bytes, without the one that is about to change', async () => {
    const { knex } = await openTestStore(migrations);
    const kept = new KeptSettings(mockServices.database({ knex }));
    const beside = (person: string, bucket: string, key: string) =>
      kept.beside(person, { bucket, key });
    expect(await beside('dan', 'a', 'one')).toEqual({ count: 0, bytes: 0 });
    await knex('user_settings').insert(
      [
        ['dan', 'a', 'one', '"é"'],
        ['dan', 'a', 'two', '"xyz"'],
        ['dan', 'b', 'one', '1'],
        ['dora', 'a', 'one', '"long"'],
      ].map(([user_entity_ref, bucket, key, value]) => ({
        user_entity_ref,
        bucket,
        key,
        value,
      })),
    );
    expect(await beside('dan', 'a', 'one')).toEqual({ count: 2, bytes: 6 });
    expect(await beside('dan', 'b', 'two')).toEqual({ count: 3, bytes: 10 });
  });
});
