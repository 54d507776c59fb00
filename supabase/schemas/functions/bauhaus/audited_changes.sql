create or replace function bauhaus.audited_changes(old_row jsonb, new_row jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_object_agg(f.name, case
      when f.name ~ '_(id|at|date|until)$' or f.name = any ('{action,bytes,city,content_type,
        destination_iata,emergency_phone,expires_at,flight_key,flight_number,hours,kind,kinds,
        language,languages,origin_iata,owner_name,rating,role,scope,scopes,sender,setting_key,
        setting_value,severity,state,status,subject,suspended_because,type,types,
        uploaded_by_type,version,zone}'::text[])
      then jsonb_build_object('before', old_row -> f.name, 'after', new_row -> f.name)
      else '"changed"'::jsonb end), '{}')
    from jsonb_object_keys(coalesce(new_row, old_row)) f(name)
   where old_row -> f.name is distinct from new_row -> f.name
     and f.name not in ('id', 'agency_id', 'inserted_at', 'updated_at', 'last_used_at', 'revision',
       'key_hash', 'token_hash')
$$;

comment on function bauhaus.audited_changes is
  'The fields in which two versions of a row differ. Values are shown of a list of fields that are '
  'never personal; of all others it says that they changed.';
