package dev.retinue.journal;

/**
 * An effect that may happen.
 *
 * @param request the effect, recorded; of a model call the fingerprint of its conversation, which
 *     the journal already has
 * @param rule the rule of the policy that allowed it
 */
public record Permitted(Payload request, String rule) {}
