using Grpc.Core;

namespace Levelset.Api.Errors;

/// <summary>Collects every fault of a request before any of it is carried out.</summary>
public sealed class ValidationErrors
{
    private readonly List<FieldError> fields = [];

    /// <summary>None yet.</summary>
    public ValidationErrors()
    {
    }

    /// <summary>Those that others have noted, for work that may be done again and must not note its own twice.</summary>
    public ValidationErrors(ValidationErrors noted) => AddRange(noted);

    /// <summary>Whether anything is wrong so far.</summary>
    public bool Any => fields.Count > 0;

    /// <summary>Notes a fault.</summary>
    public void Add(string field, string reason, string description) => fields.Add(new FieldError(field, reason, description));

    /// <summary>Notes what others have noted.</summary>
    public void AddRange(ValidationErrors noted) => fields.AddRange(noted.fields);

    /// <summary>INVALID_ARGUMENT with everything noted; the reason of the status is that of the first fault.</summary>
    public void ThrowIfAny()
    {
        if (!Any)
        {
            return;
        }

        var text = string.Join("; ", fields.Select(fault => $"{fault.Field}: {fault.Description}"));
        var exception = new ServiceException(StatusCode.InvalidArgument, fields[0].Reason, text);
        exception.Fields.AddRange(fields);
        throw exception;
    }
}
