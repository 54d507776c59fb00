create or replace function bauhaus.staff_json(m bauhaus.members) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email, 'role', m.role,
    'phone', m.phone, 'consentedAt', bauhaus.instant(m.phone_consented_at),
    'languages', m.languages)
$$;

comment on function bauhaus.staff_json is 'StaffMember of shared/domain/staff.ts.';
