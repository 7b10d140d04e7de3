import { describe, expect, it } from 'vitest';
import { inputOf } from '../../../cli/execution-input.ts';

describe('inputOf', () => {
  it('makes nested settings of dotted options; values are JSON where they can be', () => {
    const options = [
      'training.hyperparameters.epochs=50',
      'training.hyperparameters.name=a=b',
      'training.hyperparameters.version=1.10',
      'training.channels={"training":"x/"}',
      'evaluation.threshold=0.7',
    ];
    expect(inputOf({ model: 'birds', options })).toEqual({
      model: 'birds',
      options: {
        training: { hyperparameters: { epochs: 50, name: 'a=b', version: '1.10' }, channels: { training: 'x/' } },
        evaluation: { threshold: 0.7 },
      },
      trigger: 'trainyard run',
    });
  });

  it.each([
    ['trainning.instanceCount=2', 'did you mean training?'],
    ['training', 'Expected --option SECTION.KEY=VALUE; got "training".'],
    ['training=1', 'Expected --option SECTION.KEY=VALUE; got "training=1".'],
    ['training..x=1', 'Expected --option SECTION.KEY=VALUE'],
  ])('refuses %s', (option, text) => {
    expect(() => inputOf({ options: [option] })).toThrow(text);
  });

  it('refuses a release that is no model package', () => {
    expect(() => inputOf({ release: 'v7', options: [] })).toThrow('got "v7"');
    const release = 'arn:aws:sagemaker:us-east-1:000000000000:model-package/birds/7';
    expect(inputOf({ release, options: [] })).toEqual({ release, trigger: 'trainyard run' });
  });
});
