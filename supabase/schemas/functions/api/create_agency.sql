create or replace function api.create_agency(agency jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.agencies;
begin
  insert into bauhaus.agencies (name, sender, emergency_phone, inserted_at)
  values (agency ->> 'name', agency ->> 'sender',
    agency ->> 'emergencyPhone', (agency ->> 'now')::timestamptz)
  returning * into made;
  return bauhaus.account_json(made);
end
$$;

comment on function api.create_agency is 'Accounts.create.';
