/** A CloudFormation template as the CDK writes it. */
export interface Template {
  readonly Description?: string;
  readonly Parameters?: Readonly<Record<string, ParameterDefinition>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Rules?: Readonly<Record<string, RuleDefinition>>;
  readonly Resources: Readonly<Record<string, ResourceDefinition>>;
  readonly Outputs?: Readonly<Record<string, OutputDefinition>>;
}

export interface ParameterDefinition {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly unknown[];
}

interface RuleDefinition {
  readonly RuleCondition?: unknown;
  readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription?: string }[];
}

export interface ResourceDefinition {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

interface OutputDefinition {
  readonly Value: unknown;
  readonly Export?: { readonly Name: unknown };
  readonly Condition?: string;
}

const sections = [
  'Description',
  'Parameters',
  'Mappings',
  'Conditions',
  'Rules',
  'Resources',
  'Outputs',
  'Metadata',
  'AWSTemplateFormatVersion',
];
const attributes = ['Type', 'Properties', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'];

/** Refuses what would be dropped in silence: sections (Transform, Hooks) and resource attributes (CreationPolicy) not known here. */
export function checkTemplate(template: Template): void {
  for (const name of Object.keys(template)) {
    if (!sections.includes(name)) throw new Error(`the local CloudFormation does not know the section ${name} of a template`);
  }
  for (const [id, resource] of Object.entries(template.Resources)) {
    for (const name of Object.keys(resource)) {
      if (!attributes.includes(name))
        throw new Error(`${id} (${resource.Type}): the local CloudFormation does not know the attribute ${name}`);
    }
  }
}
