import { fillData } from '../../cli/deploy-models.ts';
import type { Step } from './verification.ts';

/** The example's data into the installation's bucket. */
export const data: Step = {
  name: 'Data uploaded',
  run: async ({ account, model, io }) => {
    await fillData(account, [model], io);
    return 'the model’s channels are there';
  },
};
