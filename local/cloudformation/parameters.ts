import type { World } from '../world.ts';
import { resolve, type Scope } from './intrinsics.ts';
import type { ParameterDefinition, Template } from './template.ts';

/** The values of a template's parameters: their defaults, looked up in SSM where the type says so. Throws naming one without a value. */
export async function parameterValues(world: World, template: Template): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(template.Parameters ?? {})) {
    if (definition.Default === undefined)
      throw new Error(`Parameters: [${name}] must have values: the local deploy gives none but defaults`);
    values[name] = await parameterValue(world, name, definition);
  }
  return values;
}

async function parameterValue(world: World, name: string, { Type, Default, AllowedValues }: ParameterDefinition): Promise<unknown> {
  if (AllowedValues && !AllowedValues.includes(Default)) throw new Error(`Parameter '${name}' must be one of AllowedValues`);
  if (/^AWS::SSM::Parameter::Value<(String|List<String>|CommaDelimitedList)>$/.test(Type)) {
    const { Parameter } = await world.call<{ Parameter: { Value: string } }>('ssm', 'GetParameter', { Name: String(Default) });
    return Type.includes('List') ? Parameter.Value.split(',') : Parameter.Value;
  }
  switch (Type) {
    case 'String':
      return String(Default);
    case 'Number':
      return Number(Default);
    case 'CommaDelimitedList':
    case 'List<String>':
      return String(Default).split(',');
    default:
      throw new Error(`the local CloudFormation does not know the parameter type ${Type} of ${name}`);
  }
}

/** Checks the template's rules as CloudFormation does before it touches anything. */
export function checkRules(template: Template, scope: Scope): void {
  for (const [name, rule] of Object.entries(template.Rules ?? {})) {
    if (rule.RuleCondition !== undefined && resolve(rule.RuleCondition, scope) !== true) continue;
    for (const { Assert, AssertDescription } of rule.Assertions) {
      if (resolve(Assert, scope) !== true) throw new Error(`Rule ${name}: ${AssertDescription ?? 'its assertion does not hold'}`);
    }
  }
}

/** `AWS::Region` and the like. */
export function pseudoParameters(world: World, stack: string, id: string): Record<string, unknown> {
  const { account, partition, region } = world;
  return {
    'AWS::AccountId': account,
    'AWS::NotificationARNs': [],
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::StackId': id,
    'AWS::StackName': stack,
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
}
