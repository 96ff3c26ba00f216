using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SanityStripeBridge.Admin;

/// <summary>The API's description (OpenAPI 3.1), made from the table of routes.</summary>
internal static class Description
{
    private const string Version = "v1";
    private const string Json = "application/json";
    private const string Bearer = "bearer";

    private static readonly (int Status, string Meaning)[] Problems =
    [
        (400, "The request cannot be understood; errors names the fields."),
        (401, "No token, or a wrong one."),
        (404, "There is no such thing, or no token is configured."),
        (409, "It cannot be done now: paused, unadopted, running, changed or refused."),
        (429, "Too many wrong tokens."),
        (502, "A platform refused or could not be reached."),
        (503, "The store is down, or the service is ending; come again."),
    ];

    public static IServiceCollection AddDescription(this IServiceCollection services) =>
        services.AddOpenApi(
            Version,
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.ShouldInclude = one => RouteOf(one.ActionDescriptor.EndpointMetadata) is not null;
                options.AddDocumentTransformer((document, _, _) => TellAsync(document));
                options.AddOperationTransformer(
                    (operation, context, _) =>
                        TellAsync(
                            operation,
                            RouteOf(context.Description.ActionDescriptor.EndpointMetadata)!,
                            context.Document!
                        )
                );
            }
        );

    /// <summary>The document's text.</summary>
    public static async Task<string> TextAsync(IServiceProvider services, CancellationToken cancel)
    {
        var document = await services
            .GetRequiredKeyedService<IOpenApiDocumentProvider>(Version)
            .GetOpenApiDocumentAsync(cancel);
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancel);
        // The published schemas are JSON already, and stay what they are.
        var shape = JsonNode.Parse(text)!.AsObject();
        shape["components"]!["schemas"] = Schemas.All();
        return shape.ToJsonString();
    }

    private static AdminRoute? RouteOf(IEnumerable<object> metadata) =>
        metadata.OfType<AdminRoute>().FirstOrDefault();

    private static Task TellAsync(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "SanityStripeBridge",
            Version = Version,
            Description = "The admin API of a bridge between Sanity and Stripe.",
        };
        // Where it was asked for says nothing of where it is.
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                Description = "A token of BRIDGE_ADMIN_TOKEN.",
            },
        };
        return Task.CompletedTask;
    }

    private static Task TellAsync(OpenApiOperation operation, AdminRoute route, OpenApiDocument document)
    {
        operation.OperationId = route.Name;
        operation.Summary = route.Summary;
        operation.Tags = null;
        operation.Parameters =
        [
            .. Parts(route.Path).Select(part => Parameter(part, ParameterLocation.Path, null)),
            .. route.Query.Select(one => Parameter(one.Name, ParameterLocation.Query, one.Sentence)),
            Parameter(
                "bridge",
                ParameterLocation.Query,
                "Which bridge of several; default when it is not given."
            ),
        ];
        if (route.Body is { } body)
            operation.RequestBody = new OpenApiRequestBody { Content = Content(Json, body, document) };
        operation.Responses = [];
        foreach (var (status, schema) in route.Answers)
            operation.Responses[$"{status}"] = new OpenApiResponse
            {
                Description = status == 202 ? "It goes on in the background." : "Done.",
                Content = Content(Json, schema, document),
            };
        foreach (var (status, meaning) in Problems)
            operation.Responses[$"{status}"] = new OpenApiResponse
            {
                Description = meaning,
                Content = Content("application/problem+json", "problem", document),
            };
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string? sentence) =>
        new()
        {
            Name = name,
            In = place,
            Required = place == ParameterLocation.Path,
            Description = sentence,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static Dictionary<string, OpenApiMediaType> Content(
        string type,
        string schema,
        OpenApiDocument document
    ) => new() { [type] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) } };
}
