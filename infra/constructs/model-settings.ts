import { Annotations } from 'aws-cdk-lib';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { parameters } from '../../lambdas/contract/layout.ts';
import { metricHints } from '../../lambdas/contract/metric-regex.ts';
import { type SectionName, sections } from '../../lambdas/contract/settings.ts';
import type { Model } from '../models.ts';

/** Whose settings. */
export interface ModelSettingsProps {
  readonly installation: string;
  readonly model: Model;
}

/** One parameter for each section of the settings file, with the defaults filled in: what people see is what runs. */
export class ModelSettings extends Construct {
  constructor(scope: Construct, id: string, props: ModelSettingsProps) {
    super(scope, id);
    const { file, settings } = props.model;
    for (const hint of metricHints(settings.training.metrics)) Annotations.of(this).addWarningV2('trainyard:metrics', `${file}: ${hint}`);
    for (const section of Object.keys(sections) as SectionName[]) {
      new StringParameter(this, section, {
        parameterName: parameters.defaults(props.installation, settings.model, section),
        description: `${settings.model}: ${section}, from its settings file. To change it without a deploy, write overrides/${section}.`,
        stringValue: checkSize(file, section, JSON.stringify(settings[section])),
        tier: ParameterTier.STANDARD,
      });
    }
  }
}

function checkSize(file: string, section: string, value: string): string {
  const bytes = Buffer.byteLength(value);
  if (bytes <= 4096) return value;
  const advice = 'move what is long into a file of the source';
  throw new Error(`${file}: ${section}: expected at most 4096 bytes as JSON (SSM's limit), got ${bytes}; ${advice}`);
}
