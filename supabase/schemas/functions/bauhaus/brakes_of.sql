create or replace function bauhaus.brakes_of(
  agency uuid, journeys uuid[], contact_ids uuid[]
) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('scope', b.scope, 'subject', b.subject,
        'state', b.state, 'until', b.lifts_at) order by b.scope, b.subject), '[]'::jsonb)
    from bauhaus.sending_brakes b
   where (b.agency_id = agency or b.agency_id is null) and b.state <> 'live'
     and case b.scope
       when 'journey' then b.subject::uuid = any (journeys)
       when 'contact' then b.subject::uuid = any (contact_ids)
       else true end);
end
$$;

comment on function bauhaus.brakes_of is
  'BrakeInForce of shared/domain/sending.ts: those that may be on messages about these journeys '
  'and contacts; whether they are over is for the caller to see.';
