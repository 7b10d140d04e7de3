import { isRoleArn } from '../arns.ts';
import { AwsError, validationException } from '../errors.ts';
import { list, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { compilePattern } from './pattern.ts';
import { needDefaultBus, type Rule, rules } from './records.ts';
import { reschedule } from './schedule.ts';
import { nextTime } from './schedule-expression.ts';

export const putRule = operation({
  name: 'PutRule',
  input: {
    Name: text({ ...required, min: 1, max: 64, pattern: '[\\.\\-_A-Za-z0-9]+' }),
    Description: text({ max: 512 }),
    EventPattern: text({ max: 4096 }),
    ScheduleExpression: text({ max: 256 }),
    State: text({ of: ['ENABLED', 'DISABLED'] }),
    EventBusName: text(),
    RoleArn: text(),
    Tags: list(structure({ Key: text(required), Value: text(required) })),
  },
  run: ({ Name, Description, EventPattern, ScheduleExpression, State = 'ENABLED', EventBusName, RoleArn }, { world }) => {
    needDefaultBus(EventBusName);
    if (RoleArn !== undefined && !isRoleArn(RoleArn))
      throw validationException('Parameter RoleArn is not valid. Reason: Provided Arn is not in correct format.');
    if (!EventPattern && !ScheduleExpression)
      throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
    if (EventPattern) compilePattern(EventPattern);
    const now = world.clock.now();
    if (ScheduleExpression) nextTime(ScheduleExpression, now, now);
    const before = rules(world).get(Name);
    const goesOn = before?.ScheduleExpression === ScheduleExpression && before?.State === 'ENABLED';
    const rule: Rule = {
      Name,
      Arn: `arn:${world.partition}:events:${world.region}:${world.account}:rule/${Name}`,
      EventBusName: 'default',
      ...(Description !== undefined && { Description }),
      ...(EventPattern && { EventPattern }),
      ...(ScheduleExpression && { ScheduleExpression }),
      State,
      targets: before?.targets ?? [],
      since: (goesOn && before?.since) || now,
    };
    rules(world).set(Name, rule);
    reschedule(world, Name);
    return { RuleArn: rule.Arn };
  },
});
