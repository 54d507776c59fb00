import { fieldsOfSettings } from '#services/api/setting-fields.ts';
import { effectiveSettings, settingSchemas } from '#shared/domain/settings.ts';
import {
  changedIn,
  differing,
  edited,
  editOf,
  type Field,
  keyOf,
} from '../pages/settings/setting-values.ts';

const fields = fieldsOfSettings() as readonly Field[];
const field = (name: string): Field => {
  const found = fields.find((one) => one.name === `notification_preferences.${name}`);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};
const settings = { effective: effectiveSettings({}), stored: {} };
const domestic = field('getting_up_hours.domestic');
const international = field('getting_up_hours.international');
const boarding = field('boarding_lead_minutes');

describe('a draft of settings', () => {
  it('has the fields that would be other than they are', () => {
    const draft = { [boarding.name]: '35', 'quiet_hours.start': '21:00' };
    expect(changedIn(fields, draft, settings).map(({ name }) => name)).toEqual([
      'quiet_hours.start',
    ]);
    expect(changedIn(fields, { [boarding.name]: null }, settings)).toEqual([]);
  });

  it('is an edit of each key, of which null is back to the default', () =>
    expect(
      editOf([boarding, domestic], { [boarding.name]: null, [domestic.name]: '3' }, {}),
    ).toEqual({ boarding_lead_minutes: null, getting_up_hours: { domestic: 3 } }));

  it('leaves unset what the agency has not set, beside what it has', () => {
    const stored = { getting_up_hours: { international: 5 }, boarding_lead_minutes: 40 };
    expect(editOf([domestic], { [domestic.name]: '3' }, stored)).toEqual({
      getting_up_hours: { domestic: 3, international: 5 },
    });
    const back = editOf([international], { [international.name]: null }, stored);
    expect(back).toEqual({ getting_up_hours: null });
    expect(edited(stored, back)).toEqual({ boarding_lead_minutes: 40 });
  });

  it('is taken by the settings, whichever field it is of', () =>
    expect(
      fields.filter((one) => {
        const { usual } = one;
        const text = typeof usual === 'number' ? String(usual) : usual;
        return !settingSchemas[keyOf(one)].safeParse(editOf([one], { [one.name]: text }, {}))
          .success;
      }),
    ).toEqual([]));
});

describe('a change of settings', () => {
  it('is of the fields that differ, within others too', () =>
    expect(
      differing(fields, {
        key: 'notification_preferences',
        before: { getting_up_hours: { domestic: 3 }, voseo: 'never' },
        after: { getting_up_hours: { domestic: 2 }, voseo: 'never', landing_enabled: false },
      }).map(({ name }) => name),
    ).toEqual([domestic.name, 'notification_preferences.landing_enabled']));
});
