import type { ModelSettings } from './life.ts';
import type { Random } from './random.ts';

/** What an agency has set that set nothing. */
export const defaults: ModelSettings = {
  quietStart: '20:00',
  quietEnd: '09:00',
  reminder: true,
  landing: true,
  landingInQuietHours: false,
  boardingLeadMinutes: 35,
  delayMinutes: 15,
  laterDelayMinutes: 30,
  calmMinutes: 15,
  earlierMinutes: 10,
  gateHours: 3,
  gettingUpHours: { domestic: 2.5, international: 4 },
  terminalHours: 24,
};

/** The defaults, more often than not. */
export const randomSettings = (random: Random): ModelSettings => {
  if (random.chance(0.7)) return defaults;
  const delayMinutes = random.one(10, 15, 20, 30);
  return {
    ...defaults,
    ...(random.chance(0.4) ? { quietStart: '22:00', quietEnd: '07:00' } : {}),
    ...(random.chance(0.1) ? { quietStart: '00:00', quietEnd: '00:00' } : {}),
    reminder: random.chance(0.85),
    landing: random.chance(0.85),
    landingInQuietHours: random.chance(0.3),
    boardingLeadMinutes: random.one(30, 35, 45, 60),
    delayMinutes,
    laterDelayMinutes: random.one(30, 45),
    calmMinutes: random.one(0, 15, 30),
    gateHours: random.one(2, 3, 6),
    terminalHours: random.one(6, 24, 24, 24),
    earlierMinutes: random.one(10, 10, 20),
    ...(random.chance(0.2) ? { gettingUpHours: { domestic: 1.5, international: 3 } } : {}),
  };
};

/** The settings as a scenario names them. */
export const settingsOf = (s: ModelSettings) => ({
  quiet_hours: { start: s.quietStart, end: s.quietEnd },
  notification_preferences: {
    reminder_enabled: s.reminder,
    landing_enabled: s.landing,
    landing_in_quiet_hours: s.landingInQuietHours,
    boarding_lead_minutes: s.boardingLeadMinutes,
    delay_threshold_minutes: s.delayMinutes,
    delay_threshold_later_minutes: s.laterDelayMinutes,
    delay_cooldown_minutes: s.calmMinutes,
    earlier_threshold_minutes: s.earlierMinutes,
    gate_alert_hours: s.gateHours,
    terminal_alert_hours: s.terminalHours,
    getting_up_hours: s.gettingUpHours,
  },
});
