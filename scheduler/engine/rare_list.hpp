// SPDX-License-Identifier: Apache-2.0
//
// A list that is nearly always empty and then takes no more room than a pointer. A value, as a vector is.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace sluice::engine {

template <class T>
class RareList {
  public:
    RareList() = default;
    RareList(std::vector<T> list) : list_{list.empty() ? nullptr : std::make_unique<std::vector<T>>(std::move(list))} {}
    RareList(const RareList& other) : list_{other.list_ ? std::make_unique<std::vector<T>>(*other.list_) : nullptr} {}
    RareList(RareList&&) noexcept = default;
    RareList& operator=(RareList other) noexcept {
        list_ = std::move(other.list_);
        return *this;
    }
    ~RareList() = default;

    void push_back(T value) {
        if (!list_) list_ = std::make_unique<std::vector<T>>();
        list_->push_back(std::move(value));
    }
    [[nodiscard]] std::span<const T> all() const { return list_ ? std::span<const T>{*list_} : std::span<const T>{}; }
    [[nodiscard]] auto begin() const { return all().begin(); }
    [[nodiscard]] auto end() const { return all().end(); }
    [[nodiscard]] bool empty() const { return !list_; }
    [[nodiscard]] const T& front() const { return list_->front(); }
    friend bool operator==(const RareList& a, const RareList& b) { return a.list_ == b.list_ || (a.list_ && b.list_ && *a.list_ == *b.list_); }

  private:
    std::unique_ptr<std::vector<T>> list_;  // null, or not empty
};

}  // namespace sluice::engine
