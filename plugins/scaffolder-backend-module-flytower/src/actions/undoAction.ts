import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { deliveryOf } from '../delivery/deliveryOf';
import { undoTask } from '../undo/undoTask';
import { Parts } from './Parts';

const LOOK_EVERY_MS = 1000;
const LOOKS = 180;

/** The last step of every template that makes something: takes it away again where a step failed. */
export function undoAction(parts: Parts) {
  return createTemplateAction({
    id: 'flytower:undo',
    description:
      'Takes away what this task made with Flytower’s actions, the last first, and says what. Stands last in a template, with if: ${{ failure() }}. What was there before stays.',
    supportsDryRun: true,
    examples: [
      {
        description: 'Undo what a failed task made',
        example: JSON.stringify(
          {
            steps: [
              {
                id: 'undo',
                name: 'Undo',
                if: '${{ failure() }}',
                action: 'flytower:undo',
              },
            ],
          },
          null,
          2,
        ),
      },
    ],
    schema: {
      output: {
        undone: z => z.number().describe('How many things'),
      },
    },
    async handler(ctx) {
      if (ctx.isDryRun) {
        ctx.output('undone', 0);
        return;
      }
      const { done, left } = await undoTask(ctx.task.id, {
        ...parts,
        delivery: deliveryOf(ctx, parts),
        logger: ctx.logger,
        looks: LOOKS,
        pause: () => new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS)),
      });
      ctx.output('undone', done);
      if (left.length > 0) {
        throw new Error(
          `${left.join('. ')}. Press Retry to try this undoing again`,
        );
      }
      ctx.logger.info(
        done === 0
          ? 'This run made nothing that had to be undone'
          : 'Everything that this run made is undone; nothing of it is left',
      );
    },
  });
}
