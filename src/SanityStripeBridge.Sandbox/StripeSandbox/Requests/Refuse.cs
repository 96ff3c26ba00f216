namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>Stripe's refusals in its own words; see <c>tests/fixtures/stripe/errors</c>.</summary>
internal static class Refuse
{
    public static StripeErrorException State(string message, string? param = null) =>
        new(400, message) { Param = param };

    public static StripeErrorException Value(string message, string? param, string? code = null) =>
        new(400, message)
        {
            Param = param,
            Code = code,
            BeforeExecution = true,
        };

    public static StripeErrorException Unknown(IReadOnlyList<string> names) =>
        Value(
            names.Count == 1
                ? $"Received unknown parameter: {names[0]}"
                : $"Received unknown parameters: {string.Join(", ", names)}",
            names[0],
            "parameter_unknown"
        );

    public static StripeErrorException Missing(string name) =>
        Value($"Missing required param: {name}.", name, "parameter_missing");

    public static StripeErrorException Empty(string name) =>
        Value(
            $"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; "
                + $"however '{name}' cannot be unset. You should remove '{name}' from your request or supply a non-empty value.",
            name,
            "parameter_invalid_empty"
        );

    public static StripeErrorException NotAnInteger(string name, string value) =>
        Value($"Invalid integer: {value}", name, "parameter_invalid_integer");

    public static StripeErrorException Negative(string name) => Value("Invalid non-negative integer", name);

    public static StripeErrorException Both(string first, string second) =>
        Value($"You may only specify one of these parameters: {first}, {second}.", first);

    public static StripeErrorException TooLong(string name, string value, int max) =>
        Value($"Invalid string: {value[..4]}...{value[^4..]}; must be at most {max} characters", name);

    /// <summary>404 for an id in the path, 400 for an id in a parameter.</summary>
    public static StripeErrorException NoSuch(string what, string id, string param, int status = 400) =>
        new(status, NoSuchMessage(what, id))
        {
            Code = "resource_missing",
            Param = param,
            MissingId = id,
        };

    /// <summary>The same refusal with the hint that the other mode has the id.</summary>
    public static StripeErrorException InOtherMode(StripeErrorException missing, bool livemode) =>
        new(
            missing.Status,
            missing.Message
                + (
                    livemode
                        ? "; a similar object exists in test mode, but a live mode key was used to make this request."
                        : "; a similar object exists in live mode, but a test mode key was used to make this request."
                )
        )
        {
            Code = missing.Code,
            Param = missing.Param,
        };

    public static StripeErrorException UnknownUrl(string method, string path) =>
        new(
            404,
            $"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/."
        )
        {
            Logged = false,
        };

    private static string NoSuchMessage(string what, string id)
    {
        var message = $"No such {what}: '{id.Replace("'", "\\'", StringComparison.Ordinal)}'";
        return id.Trim(' ', '\t', '\n', '"', '\'') == id
            ? message
            : message + ". Make sure you use the exact id without extra whitespace or quotes";
    }
}
