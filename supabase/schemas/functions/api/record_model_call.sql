create or replace function api.record_model_call(entry jsonb) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.model_spend as s (agency_id, month, purpose, calls, failures, input_tokens,
    cached_input_tokens, output_tokens, cost_micros)
  values (bauhaus.current_agency(),
    date_trunc('month', (entry ->> 'now')::timestamptz at time zone 'UTC')::date,
    entry ->> 'purpose', 1,
    (entry ->> 'failed')::boolean::integer, (entry #>> '{usage,inputTokens}')::bigint,
    (entry #>> '{usage,cachedInputTokens}')::bigint,
    (entry #>> '{usage,outputTokens}')::bigint, (entry #>> '{usage,costMicros}')::bigint)
  on conflict (agency_id, month, purpose) do update
     set calls = s.calls + 1, failures = s.failures + excluded.failures,
         input_tokens = s.input_tokens + excluded.input_tokens,
         cached_input_tokens = s.cached_input_tokens + excluded.cached_input_tokens,
         output_tokens = s.output_tokens + excluded.output_tokens,
         cost_micros = s.cost_micros + excluded.cost_micros
  returning to_jsonb(true)
$$;

comment on function api.record_model_call is 'ModelSpend.record.';
