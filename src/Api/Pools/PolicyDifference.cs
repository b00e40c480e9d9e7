using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Levelset.Api.Pools;

/// <summary>What a change of policy changed, as text.</summary>
internal static class PolicyDifference
{
    /// <summary>"join JOIN_LEVEL_DOWN -> JOIN_REJECT; excluded_features +aes -sha"; empty when nothing differs.</summary>
    public static string Describe(V1.PoolPolicy before, V1.PoolPolicy after) =>
        string.Join("; ", V1.PoolPolicy.Descriptor.Fields.InFieldNumberOrder()
            .Select(field => field.IsRepeated
                ? OfList(field.Name, (RepeatedField<string>)field.Accessor.GetValue(before), (RepeatedField<string>)field.Accessor.GetValue(after))
                : OfValue(field, ValueName(field, before), ValueName(field, after)))
            .Where(text => text.Length > 0));

    private static string OfValue(FieldDescriptor field, string before, string after) =>
        before == after ? "" : $"{field.Name} {before} -> {after}";

    private static string OfList(string name, RepeatedField<string> before, RepeatedField<string> after)
    {
        var changes = after.Except(before).Select(one => $"+{one}").Concat(before.Except(after).Select(one => $"-{one}")).ToList();
        return changes.Count == 0 ? "" : $"{name} {string.Join(' ', changes)}";
    }

    private static string ValueName(FieldDescriptor field, V1.PoolPolicy policy) =>
        field.EnumType.FindValueByNumber((int)field.Accessor.GetValue(policy)).Name;
}
