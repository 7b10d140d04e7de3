import { describe, expect, it } from 'vitest';
import { sectionSettings } from '../../../../../lambdas/shared/settings/merge.ts';

const found = (values: Record<string, string>) => ({
  model: 'birds',
  parameters: Object.entries(values).map(([name, value]) => ({ name: `/trainyard/birds/${name}`, value, version: 1 })),
});

describe('one section of the settings', () => {
  it('is merged as for a run: defaults, overrides, options', () => {
    const parameters = found({ 'defaults/triggers': '{"data":true,"mode":"supersede"}', 'overrides/triggers': '{"dataQuietMinutes":9}' });
    expect(sectionSettings('trainyard', parameters, 'triggers', { mode: 'cancel-running' })).toEqual({
      data: true,
      mode: 'cancel-running',
      dataQuietMinutes: 9,
    });
  });

  it('does not mind what other sections are worth', () => {
    const parameters = found({ 'defaults/source': '{"branches":["dev"]}', 'defaults/training': '{' });
    expect(sectionSettings('trainyard', parameters, 'source').branches).toEqual(['dev']);
  });

  it.each(['{', '[]', '{"branches":[]}', '{"unknown":1}'])('is the defaults where it is wrong: %s', (value) => {
    expect(sectionSettings('trainyard', found({ 'defaults/source': value }), 'source')).toMatchObject({ branches: ['main'], paths: [] });
  });
});
