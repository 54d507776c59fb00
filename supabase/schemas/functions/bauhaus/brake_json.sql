create or replace function bauhaus.brake_json(b bauhaus.sending_brakes) returns jsonb
language sql stable as $$
  select jsonb_build_object('scope', b.scope, 'subject', b.subject, 'state', b.state,
    'reason', b.reason, 'until', b.lifts_at, 'by', b.set_by, 'since', b.set_at,
    'phones', (select coalesce(jsonb_agg(p.value -> 'phone' order by p.place), '[]'::jsonb)
      from jsonb_array_elements(b.phones) with ordinality p(value, place)))
$$;

comment on function bauhaus.brake_json is 'Brake of shared/domain/sending.ts.';
