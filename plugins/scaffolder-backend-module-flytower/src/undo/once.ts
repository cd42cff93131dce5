import { createHash } from 'node:crypto';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import { isRefusal } from '../delivery/answers';
import { Intent } from './Work';
import { WorkStore } from './WorkStore';

type Context = Pick<ActionContext<{}>, 'task' | 'step' | 'checkpoint'>;

/**
 * Makes something once for a task and a step: written down before, made with a key that stays the same however often the
 * step is repeated, and remembered in the step's checkpoint. What was refused at the first try is forgotten again.
 */
export async function once<T extends JsonObject & { id: string }>(
  ctx: Context,
  works: WorkStore,
  intent: Intent,
  make: (key: string, options: { first: boolean }) => Promise<T>,
): Promise<T> {
  const key = keyOf(ctx, intent);
  const { first } = await works.intend(key, ctx.task.id, intent);
  try {
    const made = await ctx.checkpoint({
      key: `${intent.kind}.${intent.name}`,
      fn: () => make(key, { first }),
    });
    await works.made(key, made.id);
    return made;
  } catch (error) {
    if (first && isRefusal(error)) {
      await works.forget(key);
    }
    throw error;
  }
}

/** The Idempotency-Key of what a step makes: of its task, its step and the object. */
function keyOf(ctx: Context, intent: Intent): string {
  const tenant = 'tenant' in intent ? intent.tenant : '';
  return createHash('sha256')
    .update(
      JSON.stringify([
        ctx.task.id,
        ctx.step?.id ?? '',
        intent.kind,
        tenant,
        intent.name,
      ]),
    )
    .digest('hex');
}
